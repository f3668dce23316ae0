package io.bundlebackup.restore.snapshot;

import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.session.state.SnapshotRef;
import java.util.List;

/** The snapshots that bundles can be restored from. Thread-safe. */
public interface StoredSnapshots {
    /**
     * The capability file in a snapshot.
     *
     * @param bundle the bundle that the snapshot has to be of
     * @param paths have to be in the snapshot
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code no-such-path}; {@code
     *     invalid-argument} if the snapshot is of another bundle or has no capability file; {@code vault-unavailable}, {@code vault-damaged}
     */
    RemoteCapabilities capabilities(SnapshotRef snapshot, String bundle, List<RawPath> paths);

    /**
     * Opens a snapshot. It stays readable until it is closed, also if it is deleted meanwhile.
     *
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code vault-unavailable}, {@code
     *     vault-damaged}
     */
    StoredSnapshot open(SnapshotRef snapshot);
}
