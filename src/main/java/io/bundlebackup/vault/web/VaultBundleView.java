package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.snapshot.BundleSummary;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultBundle", description = "What a vault has of a bundle")
record VaultBundleView(
        @Schema(description = "The service that the data is from", example = "local")
        String source,

        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(description = "Snapshots that are not deleted")
        long snapshots,

        @Schema(description = "When the newest one was taken") @Nullable
        Instant newest,

        @Schema(description = "When the newest complete one was taken") @Nullable
        Instant newestComplete,

        @Schema(description = "When schedules back the bundle up next") @Nullable
        Instant nextRunAt,

        @Schema(
                description =
                        "Whether the run that was due after the newest complete snapshot, or the first run without one, has brought none when the "
                                + "next one was due")
        boolean overdue,

        @Schema(description = "Bytes of the packs, at most a minute old unless a prune is running")
        long storedBytes,

        @Schema(description = "Why no rule removes anything now: the clock is not to be trusted") @Nullable
        String retentionSuspended,

        @Schema(description = "Whether the service still has the bundle")
        boolean present) {
    static VaultBundleView of(
            BundleSummary summary,
            boolean present,
            @Nullable Instant nextRunAt,
            boolean overdue,
            @Nullable String suspended) {
        return new VaultBundleView(
                Vault.SOURCE,
                summary.bundleName(),
                summary.snapshots(),
                summary.newest(),
                summary.newestComplete(),
                nextRunAt,
                overdue,
                summary.storedBytes(),
                suspended,
                present);
    }
}
