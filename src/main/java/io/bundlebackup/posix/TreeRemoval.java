package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Removes a tree of any depth and with any names, and follows no link. A mount in the tree, also a bind mount, stays, with
 * the directories above it; so does an entry that may not be removed, such as an immutable file. At most {@value #DEEPEST}
 * descriptors are open at a time: deeper directories are first moved up. May be repeated, and several removals of one tree
 * may run at once.
 */
public final class TreeRemoval {
    private static final int DEEPEST = 64;
    private static final int OWNER_ONLY = 0700;

    /** How often a directory may turn out to be non-empty again because another process removes or writes in it too. */
    private static final int MOST_SURPRISES = 1_000;

    private final Directory top;
    private int moved;
    private int surprises;
    /** The tree has an entry that was not there when it was listed. */
    private boolean again;
    /** The first reason why an entry stays. */
    private @Nullable PosixException left;

    private TreeRemoval(Directory top) {
        this.top = top;
    }

    /** As {@link #remove(Directory, byte[])}, the entry at a path. */
    public static void remove(Path tree) throws IOException, InterruptedException {
        var path = tree.toAbsolutePath();
        try (var parent = Directory.open(Objects.requireNonNull(path.getParent()))) {
            var whole = Directory.bytes(path);
            int end = whole[whole.length - 1] == '/' ? whole.length - 1 : whole.length;
            int from = end;
            while (whole[from - 1] != '/') {
                from--;
            }
            remove(parent, Arrays.copyOfRange(whole, from, end));
        }
    }

    /**
     * Removes the entry with this name, if it exists, with everything in it.
     *
     * @throws InterruptedException when the thread is interrupted, at the next entry; the rest stays
     * @throws IOException also if only mounts and entries that may not be removed are left
     */
    public static void remove(Directory parent, byte[] name) throws IOException, InterruptedException {
        if (removedAsFile(parent, name)) {
            return;
        }
        for (int i = 0; i < MOST_SURPRISES; i++) {
            try (var top = openToEmpty(parent, name)) {
                if (top == null) {
                    return;
                }
                new TreeRemoval(top).empty();
            }
            // Another removal may have moved a directory up meanwhile.
            if (removedEmpty(parent, name)) {
                return;
            }
        }
        throw new PosixException(Errno.ENOTEMPTY, "remove directory", name);
    }

    private void empty() throws IOException, InterruptedException {
        do {
            again = false;
            empty(top, 0);
        } while (again);
        if (left != null) {
            throw left.isDenied()
                    ? left
                    : new IOException("another file system is mounted in it; " + left.getMessage(), left);
        }
    }

    private void empty(Directory directory, int depth) throws IOException, InterruptedException {
        for (byte[] name : list(directory)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the removal of a tree was interrupted");
            }
            try {
                if (!removed(directory, name)) {
                    removeDirectory(directory, name, depth);
                }
            } catch (PosixException e) {
                if (e.errno() != Errno.EXDEV && e.errno() != Errno.EBUSY && !e.isDenied()) {
                    throw e;
                }
                left = left == null ? e : left;
            }
        }
    }

    private void removeDirectory(Directory directory, byte[] name, int depth) throws IOException, InterruptedException {
        if (depth == DEEPEST) {
            moveUp(directory, name);
            return;
        }
        try (var child = openToEmpty(directory, name)) {
            if (child != null) {
                empty(child, depth + 1);
            }
        }
        if (!removedEmpty(directory, name) && left == null) {
            if (++surprises > MOST_SURPRISES) {
                throw new PosixException(Errno.ENOTEMPTY, "remove directory", name);
            }
            again = true;
        }
    }

    /** Empty if the directory was removed meanwhile. */
    private static Iterable<byte[]> list(Directory directory) throws IOException {
        try {
            return directory.list();
        } catch (PosixException e) {
            if (e.isMissing()) {
                return List.of();
            }
            throw e;
        }
    }

    /** Makes a directory without write permission writable: it is about to be removed. */
    private static boolean removed(Directory directory, byte[] name) throws IOException {
        try {
            return removedAsFile(directory, name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            directory.setMode(OWNER_ONLY);
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
            // Linux says EISDIR, POSIX EPERM, which also is what is said of an immutable file.
            if (e.errno() == Errno.EISDIR
                    || e.errno() == Errno.EPERM && directory.stat(name).isDirectory()) {
                return false;
            }
            throw e;
        }
    }

    /** Null if the directory is gone. A directory without read permission is made readable: it is about to be removed. */
    private static @Nullable Directory openToEmpty(Directory parent, byte[] name) throws IOException {
        try {
            try {
                return parent.openUnmounted(name);
            } catch (PosixException e) {
                if (e.errno() != Errno.EACCES) {
                    throw e;
                }
                parent.changes().setDirectoryMode(name, OWNER_ONLY);
                return parent.openUnmounted(name);
            }
        } catch (PosixException e) {
            if (e.isMissing()) {
                return null;
            }
            throw e;
        }
    }

    /** False if the directory is not empty. */
    private static boolean removedEmpty(Directory directory, byte[] name) throws IOException {
        try {
            directory.changes().removeDirectory(name);
            return true;
        } catch (PosixException e) {
            if (e.isMissing()) {
                return true;
            }
            if (e.errno() == Errno.ENOTEMPTY) {
                return false;
            }
            throw e;
        }
    }

    private void moveUp(Directory directory, byte[] name) throws IOException {
        while (true) {
            byte[] free = (".moved-" + moved++).getBytes(StandardCharsets.US_ASCII);
            try {
                directory.changes().move(name, top, free);
                again = true;
                return;
            } catch (PosixException e) {
                if (e.isMissing()) {
                    return;
                }
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
    }
}
