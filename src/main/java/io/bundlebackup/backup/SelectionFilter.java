package io.bundlebackup.backup;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.bundle.selection.PathSelection;

/** Walks the paths of a bundle's data that its backups contain. */
public record SelectionFilter(PathSelection selection) implements TreeWalk.Filter {
    @Override
    public boolean take(byte[] path, boolean directory) {
        return selection.covers(path, directory);
    }

    @Override
    public boolean descend(byte[] path) {
        return selection.mayContain(path);
    }

    @Override
    public boolean mayChange(byte[] path) {
        return selection.mayChange(path);
    }
}
