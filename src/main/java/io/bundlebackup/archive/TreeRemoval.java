package io.bundlebackup.archive;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a tree, whatever its names and however deep, without following a link. At most {@value #DEEPEST} descriptors are open at a
 * time: what lies deeper is first moved up. Repeatable: what is gone is gone.
 */
public final class TreeRemoval {
    private static final int DEEPEST = 64;

    private final Directory top;
    private int moved;

    private TreeRemoval(Directory top) {
        this.top = top;
    }

    /**
     * Removes the entry with this name, if there is one, with everything in it.
     *
     * @throws InterruptedException when the thread is interrupted, at the next entry; the rest stays
     */
    public static void remove(Directory parent, byte[] name) throws IOException, InterruptedException {
        if (removedAsFile(parent, name)) {
            return;
        }
        try (var top = openToEmpty(parent, name)) {
            if (top == null) {
                return;
            }
            var removal = new TreeRemoval(top);
            // What is moved up while the tree is emptied is there when it is listed again.
            do {
                removal.empty(top, 0);
            } while (list(top).size() > 0);
        }
        removeEmpty(parent, name);
    }

    private void empty(Directory directory, int depth) throws IOException, InterruptedException {
        var names = list(directory);
        for (byte[] name : names) {
            Interrupts.check("the removal of a tree");
            if (removed(directory, name)) {
                continue;
            }
            if (depth == DEEPEST) {
                moveUp(directory, name);
                continue;
            }
            try (var child = openToEmpty(directory, name)) {
                if (child != null) {
                    empty(child, depth + 1);
                }
            }
            removeEmpty(directory, name);
        }
    }

    /** Nothing, if somebody else has removed the directory meanwhile. */
    private static List<byte[]> list(Directory directory) throws IOException {
        try {
            var names = new ArrayList<byte[]>();
            directory.list().forEach(names::add);
            return names;
        } catch (PosixException e) {
            if (e.isMissing()) {
                return List.of();
            }
            throw e;
        }
    }

    /** A directory that its owner must not write in keeps its entries; it is about to go itself. */
    private static boolean removed(Directory directory, byte[] name) throws IOException {
        try {
            return removedAsFile(directory, name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            directory.setMode(0700);
            return removedAsFile(directory, name);
        }
    }

    private static boolean removedAsFile(Directory directory, byte[] name) throws IOException {
        try {
            directory.changes().removeFile(name);
            return true;
        } catch (PosixException e) {
            if (e.isMissing()) {
                return true;
            }
            // Linux says EISDIR, POSIX EPERM.
            if (e.errno() == Errno.EISDIR || e.errno() == Errno.EPERM) {
                return false;
            }
            throw e;
        }
    }

    /** Null if it is gone. */
    private static @Nullable Directory openToEmpty(Directory parent, byte[] name) throws IOException {
        try {
            return parent.openDirectory(name);
        } catch (PosixException e) {
            if (e.isMissing()) {
                return null;
            }
            throw e;
        }
    }

    private static void removeEmpty(Directory directory, byte[] name) throws IOException {
        try {
            directory.changes().removeDirectory(name);
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    private void moveUp(Directory directory, byte[] name) throws IOException {
        while (true) {
            byte[] free = (".moved-" + moved++).getBytes(StandardCharsets.US_ASCII);
            try {
                directory.changes().move(name, top, free);
                return;
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
    }
}
