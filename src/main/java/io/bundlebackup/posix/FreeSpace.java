package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;

/** What may still be written to a file system. */
public final class FreeSpace {
    /** More than any disk has, and small enough to be added to. */
    static final long UNKNOWN = Long.MAX_VALUE / 2;

    private static final long FILES_OFFSET = 40;
    private static final long FREE_FILES_OFFSET = 56;

    private FreeSpace() {}

    /**
     * The inodes of a file system.
     *
     * @param total how many there can be
     * @param free how many of them this process may still use; 2^62 if the file system knows no limit
     */
    public record Inodes(long total, long free) {
        /** At most this many files exist. */
        public long used() {
            return Math.max(0, total - free);
        }
    }

    /**
     * Asks the file system of a file or directory for its inodes; one system call.
     *
     * @throws PosixException if it does not answer
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

    /** Bytes; 4 EiB for a file system that does not know: some network and FUSE file systems report 0 of 0 blocks. */
    public static long of(FileStore store) throws IOException {
        return of(store.getTotalSpace(), store.getUsableSpace());
    }

    static long of(long total, long usable) {
        return total == 0 && usable == 0 ? UNKNOWN : usable;
    }
}
