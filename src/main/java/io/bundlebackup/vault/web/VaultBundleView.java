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

        @Schema(description = "Bytes that runs have stored") long storedBytes,

        @Schema(description = "Whether the service still has the bundle")
        boolean present) {
    static VaultBundleView of(BundleSummary summary, boolean present) {
        return new VaultBundleView(
                Vault.SOURCE,
                summary.bundleName(),
                summary.snapshots(),
                summary.newest(),
                summary.newestComplete(),
                summary.storedBytes(),
                present);
    }
}
