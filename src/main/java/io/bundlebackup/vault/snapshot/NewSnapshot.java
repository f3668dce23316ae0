package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot whose blobs are stored.
 *
 * @param snapshotId the generation of its manifest
 * @param parent restic's name of the snapshot that it was compared with
 * @param tree the root tree
 */
public record NewSnapshot(
        UUID snapshotId, @Nullable BlobId parent, BlobId tree, Instant takenAt, SnapshotFigures figures) {
    private static final String DATA = "/data";
    private static final String PROGRAM = "bundle-backup";

    /** What restic shows of it. */
    Snapshot file(String source, String bundle) {
        var tags = figures.runId() == null
                ? List.of("bundle:" + bundle, "generation:" + snapshotId)
                : List.of("bundle:" + bundle, "generation:" + snapshotId, "run:" + figures.runId());
        return new Snapshot(takenAt, parent, tree, List.of(DATA), source, "", 0, 0, tags, PROGRAM, null, null);
    }
}
