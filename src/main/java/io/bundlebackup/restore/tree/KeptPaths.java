package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.session.state.RestoreMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What of the present tree goes on into the new one, where the manifest has nothing: in a merge or salvage everything, else what the bundle's present
 * selection does not cover, and so no backup could have had. Never the service's own directory; what an application has under that name
 * always, since no backup has it.
 */
final class KeptPaths implements TreeWalk.Filter {
    private static final byte[] WORK = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);

    private final PathSelection selection;
    private final RestoreMode mode;
    private final ReservedName reserved;

    /** @param reserved whose the present tree's {@value Bundle#WORK_DIRECTORY} is */
    KeptPaths(PathSelection selection, RestoreMode mode, ReservedName reserved) {
        this.selection = selection;
        this.mode = mode;
        this.reserved = reserved;
    }

    /** Whether that is nothing at all, which saves the walk. */
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
        return Arrays.equals(path, WORK);
    }
}
