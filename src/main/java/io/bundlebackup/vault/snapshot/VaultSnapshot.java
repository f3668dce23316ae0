package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.blob.BlobId;
import java.time.Instant;
import java.util.UUID;

/**
 * A snapshot in a vault. Immutable.
 *
 * @param snapshotId the generation of its manifest; of a snapshot of restic a UUID made from {@code resticId}
 * @param resticId the name that restic shows
 * @param tree the root tree
 */
public record VaultSnapshot(
        UUID snapshotId,
        BlobId resticId,
        BlobId tree,
        String vault,
        String bundleName,
        Instant takenAt,
        SnapshotFigures figures,
        SnapshotMarks marks) {
    VaultSnapshot with(SnapshotMarks newMarks) {
        return new VaultSnapshot(snapshotId, resticId, tree, vault, bundleName, takenAt, figures, newMarks);
    }

    public boolean complete() {
        return figures.complete();
    }
}
