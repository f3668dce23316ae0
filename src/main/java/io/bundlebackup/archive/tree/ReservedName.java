package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/** Whose the thing is that has the name of the service's own directory at the top of a tree. */
public enum ReservedName {
    /** There is nothing of that name. */
    ABSENT,
    /** It is the service's, which keeps a directory for the tree's bundle in it. */
    OF_SERVICE,
    /** It is the application's: no backup takes it, and a restore leaves it as it is. */
    OF_APPLICATION;

    /**
     * Looks.
     *
     * @param tree open; stays open
     * @param name the service's
     * @param bundle the name of the bundle's directory in the service's own
     */
    public static ReservedName in(Directory tree, byte[] name, byte[] bundle) throws IOException {
        if (!tree.has(name)) {
            return ABSENT;
        }
        try (var directory = tree.openDirectory(name)) {
            return directory.has(bundle) ? OF_SERVICE : OF_APPLICATION;
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw e;
            }
            return OF_APPLICATION;
        }
    }
}
