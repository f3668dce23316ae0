package io.bundlebackup.archive.unpack;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Maps files of the previous tree that have several names to their copies in the new tree. The map is a directory with
 * further names of the copies, named by the numbers of the original files, so it needs no memory. Not thread-safe.
 */
final class KeptLinks {
    /** The number of subdirectories. {@link #clear} lists one of them at a time. */
    private static final int DIRECTORIES = 1 << 12;

    private final Directory scratch;

    KeptLinks(Directory scratch) {
        this.scratch = scratch;
    }

    /** Gives the copy of a file a further name; false if there is no copy, or it has the most names that a file can have. */
    boolean link(Stat file, Directory parent, byte[] name) throws IOException {
        try (var directory = scratch.openDirectory(directory(file))) {
            parent.changes().link(name, directory, key(file));
            return true;
        } catch (PosixException e) {
            if (e.isMissing() || e.errno() == Errno.EMLINK) {
                return false;
            }
            throw e;
        }
    }

    /** Records that the copy of a file has this name. */
    void remember(Stat file, Directory parent, byte[] name) throws IOException {
        makeDirectory(directory(file));
        try (var directory = scratch.openDirectory(directory(file))) {
            try {
                directory.changes().removeFile(key(file));
            } catch (PosixException e) {
                if (!e.isMissing()) {
                    throw e;
                }
            }
            directory.changes().link(key(file), parent, name);
        }
    }

    private void makeDirectory(byte[] name) throws IOException {
        try {
            scratch.changes().makeDirectory(name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** Removes the map. */
    void clear() throws IOException {
        for (var name : scratch.list()) {
            try (var directory = scratch.openDirectory(name)) {
                for (var key : directory.list()) {
                    directory.changes().removeFile(key);
                }
            }
            scratch.changes().removeDirectory(name);
        }
    }

    private static byte[] directory(Stat file) {
        return ascii(Long.toHexString(file.inode() & (DIRECTORIES - 1)));
    }

    /**
     * With size and time: a file that was written to since, or that got the inode number of a removed file, is not the file
     * that was copied.
     */
    private static byte[] key(Stat file) {
        return ascii(Long.toHexString(file.device())
                + "-" + Long.toHexString(file.inode())
                + "-" + Long.toHexString(file.size())
                + "-" + Long.toHexString(file.mtimeSeconds())
                + "-" + Long.toHexString(file.mtimeNanos()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
