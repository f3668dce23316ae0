package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/** The owner of the entry that has the name of the service's directory at the top of a tree. */
public enum ReservedName {
    /** No entry has that name. */
    ABSENT,
    /** The service owns the entry and keeps a directory for the tree's bundle in it. */
    OF_SERVICE,
    /** The application owns the entry: no backup includes it, and a restore leaves it unchanged. */
    OF_APPLICATION;

    /**
     * Determines the owner.
     *
     * @param tree open; stays open
     * @param name the name of the service's directory
     * @param bundle the name of the bundle's directory in the service's directory
     */
    public static ReservedName in(Directory tree, byte[] name, byte[] bundle) throws IOException {
        if (!tree.has(name)) {
            return ABSENT;
        }
        try (var directory = tree.openDirectory(name)) {
            return directory.has(bundle) ? OF_SERVICE : OF_APPLICATION;
        } catch (PosixException e) {
            FailedEntries.requireResources(e);
            return OF_APPLICATION;
        }
    }
}
