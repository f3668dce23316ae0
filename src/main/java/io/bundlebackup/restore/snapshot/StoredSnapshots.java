package io.bundlebackup.restore.snapshot;

import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.session.state.SnapshotRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshots that bundles can be restored from. Thread-safe. */
public interface StoredSnapshots {
    /**
     * The capability file in a snapshot; null if a program made the snapshot that knows no versions of applications.
     *
     * @param bundle the bundle that the snapshot has to be of
     * @param paths have to be in the snapshot
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code no-such-path}; {@code
     *     invalid-argument} if the snapshot is of another bundle or is not the data of one; {@code vault-unavailable}, {@code vault-damaged}
     */
    @Nullable
    RemoteCapabilities capabilities(SnapshotRef snapshot, String bundle, List<RawPath> paths);

    /**
     * Opens a snapshot. It stays readable until it is closed, also if it is deleted meanwhile.
     *
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code vault-unavailable}, {@code
     *     vault-damaged}
     */
    StoredSnapshot open(SnapshotRef snapshot);
}
