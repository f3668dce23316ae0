package io.bundlebackup.vault.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots a list has; what is absent does not count.
 *
 * @param from the earliest time
 * @param to the time before which they were taken
 */
public record SnapshotFilter(
        @Nullable String bundleName,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Boolean complete,
        @Nullable Boolean pinned,
        @Nullable Boolean deleted) {
    public static final SnapshotFilter ALL = new SnapshotFilter(null, null, null, null, null, null);
}
