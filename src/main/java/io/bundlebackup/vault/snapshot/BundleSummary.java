package io.bundlebackup.vault.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a vault has of a bundle. Deleted snapshots do not count.
 *
 * @param newest when the newest snapshot was taken
 * @param newestComplete when the newest complete one of a run was
 * @param newestOfRun when the newest one of a run was, complete or not
 * @param storedBytes the packs of the repository
 * @param dataBytes the data in the newest snapshot
 */
public record BundleSummary(
        String bundleName,
        long snapshots,
        @Nullable Instant newest,
        @Nullable Instant newestComplete,
        @Nullable Instant newestOfRun,
        long storedBytes,
        long dataBytes) {
    /** Of a bundle without a snapshot. */
    public static BundleSummary without(String bundleName) {
        return new BundleSummary(bundleName, 0, null, null, null, 0, 0);
    }

    BundleSummary storing(long bytes) {
        return new BundleSummary(bundleName, snapshots, newest, newestComplete, newestOfRun, bytes, dataBytes);
    }
}
