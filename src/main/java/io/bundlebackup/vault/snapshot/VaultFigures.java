package io.bundlebackup.vault.snapshot;

import io.bundlebackup.vault.Vault;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much is in a vault.
 *
 * @param problem why the vault cannot be used now; then the other figures are those that were known last
 * @param dataBytes the data in the newest snapshot of each bundle
 * @param storedBytes what runs have stored
 * @param growthBytesPerDay what runs have stored a day, on the average of the last 30 days
 */
public record VaultFigures(
        Vault vault,
        @Nullable String problem,
        long snapshots,
        long bundles,
        long dataBytes,
        long storedBytes,
        @Nullable Long freeBytes,
        @Nullable Long growthBytesPerDay,
        @Nullable Instant lastBackupAt) {
    /** The directory of the vault. */
    public String location() {
        return vault.location().toString();
    }

    /** When the disk is full at this growth. */
    public @Nullable Long fullInDays() {
        return freeBytes == null || growthBytesPerDay == null || growthBytesPerDay <= 0
                ? null
                : Long.valueOf(freeBytes / growthBytesPerDay);
    }
}
