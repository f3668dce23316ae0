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
        Instant expiresAt) {
    static LoginView of(Caller caller, @Nullable Login login) {
        return new LoginView(
                caller.name(),
                caller.authorities().stream().sorted().map(Authority::wire).toList(),
                login == null ? null : login.expiresAt());
    }
}
