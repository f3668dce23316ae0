package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

@Schema(name = "IssuerLoginRequest")
record IssuerLoginRequest(
        @NotNull
        @Size(max = 1024)
        @Schema(
                description = "The page to which the issuer sends the browser back",
                example = "https://backup.example.org/")
        String redirectUri) {}
