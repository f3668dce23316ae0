package io.bundlebackup.access.web;

import io.bundlebackup.access.Authority;
import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Logins.Login;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Login")
record LoginView(
        @Schema(description = "The caller", example = "operator")
        String name,

        @ArraySchema(schema = @Schema(allowableValues = {"backup", "system", "vault", "vault-admin"}))
        List<String> authorities,

        @Nullable @Schema(description = "When the login ends; absent for a request with a token")
        Instant expiresAt,

        @Nullable
        @Schema(
                description = "What makes signing in unsafe, and how the operator mends it; absent if nothing does",
                example =
                        "The service listens on 0.0.0.0 without TLS, so everyone on the network can read tokens and data: …")
        String warning) {
    static LoginView of(Caller caller, @Nullable Login login, @Nullable String warning) {
        return new LoginView(
                caller.name(),
                caller.authorities().stream().sorted().map(Authority::wire).toList(),
                login == null ? null : login.expiresAt(),
                warning);
    }
}
