package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.Workers;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a snapshot of one bundle: scans the data, stores what changed, and builds the trees. The caller completes the writer and then writes
 * the snapshot's file. Used once, by one platform thread.
 */
public final class SnapshotWork {
    private final SnapshotSource source;
    private final SnapshotStore store;
    private final Workers workers;
    private final Path scratch;
    private final SnapshotListener listener;

    /** @param scratch an empty directory for the files of the scan; the caller removes it */
    public SnapshotWork(
            SnapshotSource source, SnapshotStore store, Workers workers, Path scratch, SnapshotListener listener) {
        this.source = source;
        this.store = store;
        this.workers = workers;
        this.scratch = scratch;
        this.listener = listener;
    }

    /**
     * Does the work.
     *
     * @throws IOException if the root cannot be read, or the repository or the scratch directory fails
     * @throws InterruptedException soon after the thread is interrupted
     */
    public SnapshotFacts run() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("not yet: " + source + store + workers + scratch + listener);
    }
}
