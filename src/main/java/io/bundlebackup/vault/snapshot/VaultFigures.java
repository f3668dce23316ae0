package io.bundlebackup.vault.snapshot;

import io.bundlebackup.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much is in a vault.
 *
 * @param problem why the vault cannot be used now; then the other figures are those that were known last
 * @param dataBytes the data in the newest snapshot of each bundle
 * @param storedBytes the packs of all repositories
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

    /** How long a deleted snapshot can be taken back, in ISO form: in days where these are whole. */
    public String deleteDelay() {
        var delay = vault.declared().deleteDelay();
        var whole = !delay.isZero() && delay.equals(Duration.ofDays(delay.toDays()));
        return whole ? "P" + delay.toDays() + "D" : delay.toString();
    }

    /** When the disk is full at this growth. */
    public @Nullable Long fullInDays() {
        return freeBytes == null || growthBytesPerDay == null || growthBytesPerDay <= 0
                ? null
                : Long.valueOf(freeBytes / growthBytesPerDay);
    }
}
