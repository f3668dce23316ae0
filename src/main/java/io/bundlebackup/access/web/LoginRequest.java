package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

@Schema(name = "LoginRequest")
record LoginRequest(
        @NotNull @Size(max = 8192) @Schema(description = "The caller's token, or a token of the issuer of OAuth 2")
        String token) {
    /** Without the token: records are logged. */
    @Override
    public String toString() {
        return "LoginRequest";
    }
}
