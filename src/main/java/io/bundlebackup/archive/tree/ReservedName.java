package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/** Whose the thing is that has the name of the service's own directory at the top of a tree. */
public enum ReservedName {
    /** There is nothing of that name. */
    NOBODYS,
    /** It is the service's, which keeps a directory for the tree's bundle in it. */
    THE_SERVICES,
    /** It is the application's: no backup takes it, and a restore leaves it as it is. */
    THE_APPLICATIONS;

    /**
     * Looks.
     *
     * @param tree open; stays open
     * @param name the service's
     * @param bundle the name of the bundle's directory in the service's own
     */
    public static ReservedName in(Directory tree, byte[] name, byte[] bundle) throws IOException {
        if (!tree.has(name)) {
            return NOBODYS;
        }
        try (var directory = tree.openDirectory(name)) {
            return directory.has(bundle) ? THE_SERVICES : THE_APPLICATIONS;
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw e;
            }
            return THE_APPLICATIONS;
        }
    }
}
