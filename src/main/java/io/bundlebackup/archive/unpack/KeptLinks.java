package io.bundlebackup.archive.unpack;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Which file of the new tree is the copy of a file of the old tree that has several names: a directory of further names of the copies,
 * called by the numbers of what they are copies of. So the table is on disk, however many there are. Not thread-safe.
 */
final class KeptLinks {
    /** Names are listed when they are removed: the more directories, the fewer at once. */
    private static final int DIRECTORIES = 1 << 12;

    private final Directory scratch;

    KeptLinks(Directory scratch) {
        this.scratch = scratch;
    }

    /** Gives the copy of a file a further name; false if there is none, or it has as many names as it can. */
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

    /** The copy of a file has this name. */
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

    /** Removes all of it. */
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

    /** With size and time: a file that was written to since, or got the number of another that is gone, is not what was copied. */
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
