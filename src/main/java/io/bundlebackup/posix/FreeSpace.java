package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;

/** The free space of a file system. */
public final class FreeSpace {
    /** More than any disk has, and small enough for additions. */
    static final long UNKNOWN = Long.MAX_VALUE / 2;

    private static final long FILES_OFFSET = 40;
    private static final long FREE_FILES_OFFSET = 56;

    private FreeSpace() {}

    /**
     * The inodes of a file system.
     *
     * @param total the most inodes that there can be
     * @param free the inodes that this process may still use; 2^62 if the file system has no limit
     */
    public record Inodes(long total, long free) {
        /** At most this many files exist. */
        public long used() {
            return Math.max(0, total - free);
        }
    }

    /**
     * Reads the inodes of the file system of a file or directory with one system call.
     *
     * @throws PosixException if the call fails
     */
    public static Inodes inodes(Path path) throws IOException {
        var bytes = Directory.bytes(path);
        if (bytes.length >= Scratch.PATH_BYTES) {
            throw new PosixException(Errno.ENAMETOOLONG, "count inodes", bytes);
        }
        try (Scratch scratch = Scratch.take()) {
            scratch.path(bytes, 0, bytes.length);
            int result = LibcNames.statvfs(scratch);
            if (result < 0) {
                throw new PosixException(-result, "count inodes", bytes);
            }
            return inodes(scratch.stat.get(JAVA_LONG, FILES_OFFSET), scratch.stat.get(JAVA_LONG, FREE_FILES_OFFSET));
        }
    }

    /** Btrfs reports 0 of 0; numbers above 2^63 are no limit either. */
    static Inodes inodes(long total, long free) {
        return total <= 0 || free < 0 ? new Inodes(UNKNOWN, UNKNOWN) : new Inodes(total, free);
    }

    /** Bytes; 4 EiB for a file system that does not report them: some network and FUSE file systems report 0 of 0 blocks. */
    public static long of(FileStore store) throws IOException {
        return of(store.getTotalSpace(), store.getUsableSpace());
    }

    static long of(long total, long usable) {
        return total == 0 && usable == 0 ? UNKNOWN : usable;
    }
}
