package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Issuer")
record IssuerView(
        @Nullable
        @Schema(
                description = "The host of the issuer; absent if people sign in with tokens only",
                example = "login.example.org")
        String host) {}
