package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

@Schema(name = "CodeRequest")
record CodeRequest(
        @NotNull @Size(min = 1, max = 4096) @Schema(description = "`code` of the issuer's answer")
        String code,

        @NotNull @Size(max = 128) @Schema(description = "`state` of the issuer's answer")
        String state,

        @Nullable
        @Size(max = 1024)
        @Schema(
                description = "`iss` of the issuer's answer, if the answer has it (RFC 9207)",
                example = "https://login.example.org")
        String issuer,

        @NotNull
        @Size(max = 1024)
        @Schema(description = "As it was when the sign-in began", example = "https://backup.example.org/")
        String redirectUri) {
    /** Without the code: records are logged. */
    @Override
    public String toString() {
        return "CodeRequest";
    }
}
