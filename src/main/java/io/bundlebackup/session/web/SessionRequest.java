package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.state.SessionType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "SessionRequest")
record SessionRequest(
        @NotNull
        @Pattern(regexp = SessionRequest.TYPES, message = "must be one of backup, restore, incrementalBackup")
        @Schema(
                allowableValues = {"backup", "restore", "incrementalBackup"},
                example = "backup")
        String type,

        @Min(1)
        @Schema(
                description =
                        "Seconds without use after which the session expires; at most the configured maximum, which is the default",
                example = "1800")
        @Nullable
        Long idleTimeout,

        @Schema(
                description =
                        "Bundles to append at once, as by `appendBundles`; if the append is refused, no session is created. Without any, append them later")
        @Nullable
        List<@NotNull @Valid BundleToAppend> bundles,

        @Schema(
                description =
                        "Required in restore sessions unless every bundle has `fromSnapshot`, not allowed in others: the capability file of the device"
                                + " that the data is from",
                implementation = Object.class,
                types = "object")
        @Nullable
        Map<String, Object> remoteCapabilities) {
    static final String TYPES = "backup|restore|incrementalBackup";

    /** An empty list means no append: generated Java clients send an empty list where their program sets none. */
    SessionRequest {
        bundles = bundles == null || bundles.isEmpty() ? null : bundles;
    }

    /** @param longest the longest idle time-out that a client may ask for */
    NewSession within(Duration longest) {
        var wanted = SessionType.of(type).orElseThrow();
        if (idleTimeout != null && idleTimeout > longest.toSeconds()) {
            throw ProblemException.invalidMember("/idleTimeout", "must be at most " + longest.toSeconds());
        }
        var remote = bundles == null && wanted == SessionType.RESTORE
                ? null
                : AppendRequest.remote(wanted, bundles == null ? List.of() : bundles, remoteCapabilities);
        return new NewSession(
                wanted, idleTimeout == null ? null : Duration.ofSeconds(idleTimeout), appended(wanted), remote);
    }

    private List<BundleRequest> appended(SessionType wanted) {
        return bundles == null
                ? List.of()
                : bundles.stream().map(bundle -> bundle.in(wanted)).toList();
    }
}
