package io.bundlebackup.vault.snapshot;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the service knows of the making of a snapshot; of one that restic made, little.
 *
 * @param parent the snapshot that it was compared with
 * @param runId the run that made it
 * @param addedBytes content that the repository did not have
 * @param storedBytes what this takes in the repository
 * @param changed entries that differ from the parent
 * @param removed entries of the parent that are gone
 * @param failedCount entries that could not be read
 */
public record SnapshotFigures(
        long versionCode,
        String versionName,
        @Nullable UUID parent,
        @Nullable String runId,
        long files,
        long bytes,
        long addedBytes,
        long storedBytes,
        long changed,
        long removed,
        long failedCount) {
    /** Whether everything is in it. */
    public boolean complete() {
        return failedCount == 0;
    }
}
