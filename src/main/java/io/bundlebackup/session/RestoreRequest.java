package io.bundlebackup.session;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.session.state.RestoreMode;
import java.util.List;

/**
 * What a client says of a bundle that it appends to a restore session.
 *
 * @param target the bundle that is to get the data
 * @param paths files and directories that alone are restored; empty: everything. With them the mode is not {@link RestoreMode#REPLACE}
 * @param allowDowngrade whether data of a newer version than the installed one may be restored
 */
public record RestoreRequest(String target, RestoreMode mode, List<RawPath> paths, boolean allowDowngrade) {
    public RestoreRequest {
        paths = List.copyOf(paths);
        if (!paths.isEmpty() && mode == RestoreMode.REPLACE) {
            throw new IllegalArgumentException("a restore of some paths replaces nothing else");
        }
    }
}
