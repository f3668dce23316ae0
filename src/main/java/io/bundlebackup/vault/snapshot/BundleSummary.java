package io.bundlebackup.vault.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a vault has of a bundle. Deleted snapshots do not count.
 *
 * @param newest when the newest snapshot was taken
 * @param newestComplete when the newest complete one was
 * @param storedBytes what the runs of all snapshots have stored
 * @param dataBytes the data in the newest snapshot
 */
public record BundleSummary(
        String bundleName,
        long snapshots,
        @Nullable Instant newest,
        @Nullable Instant newestComplete,
        long storedBytes,
        long dataBytes) {}
