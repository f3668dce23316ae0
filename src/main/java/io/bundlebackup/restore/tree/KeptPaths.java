package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.session.state.RestoreMode;
import java.util.Arrays;

/**
 * Selects the entries of the present tree that are kept where the manifest has none: in a merge or salvage all of them, otherwise those
 * that the bundle's present selection does not cover, because no backup could contain them. The service's own directory is never kept; a
 * directory of the application with that name always, because no backup contains it.
 */
final class KeptPaths implements TreeWalk.Filter {

    private final PathSelection selection;
    private final RestoreMode mode;
    private final ReservedName reserved;

    /** @param reserved whose the present tree's {@value Bundle#WORK_DIRECTORY} is */
    KeptPaths(PathSelection selection, RestoreMode mode, ReservedName reserved) {
        this.selection = selection;
        this.mode = mode;
        this.reserved = reserved;
    }

    /** Whether nothing is kept, so that the present tree need not be walked. */
    boolean isNothing() {
        return mode == RestoreMode.REPLACE && selection.coversEverything() && reserved != ReservedName.OF_APPLICATION;
    }

    @Override
    public boolean take(byte[] path, boolean directory) {
        return !isServices(path) && (mode != RestoreMode.REPLACE || !selection.covers(path, directory));
    }

    @Override
    public boolean descend(byte[] path) {
        return !isServices(path);
    }

    private boolean isServices(byte[] path) {
        return isOwn(path) && reserved == ReservedName.OF_SERVICE;
    }

    static boolean isOwn(byte[] path) {
        return Arrays.equals(path, DataLocation.WORK);
    }
}
