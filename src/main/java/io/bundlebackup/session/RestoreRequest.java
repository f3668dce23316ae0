package io.bundlebackup.session;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.SnapshotRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a bundle that it appends to a restore session.
 *
 * @param target the bundle that is to get the data
 * @param paths files and directories that alone are restored; empty: everything. With them the mode is not {@link RestoreMode#REPLACE}
 * @param fromSnapshot the snapshot that has the data; null if the data is uploaded
 * @param allowDowngrade whether data of a newer version than the installed one may be restored
 */
public record RestoreRequest(
        String target,
        RestoreMode mode,
        List<RawPath> paths,
        @Nullable SnapshotRef fromSnapshot,
        boolean allowDowngrade) {
    public RestoreRequest {
        paths = List.copyOf(paths);
        if (!paths.isEmpty() && mode == RestoreMode.REPLACE) {
            throw new IllegalArgumentException("a restore of some paths replaces nothing else");
        }
    }
}
