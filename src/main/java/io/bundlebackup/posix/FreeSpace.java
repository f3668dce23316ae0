package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.file.FileStore;

/** What may still be written to a file system. */
public final class FreeSpace {
    /** More than any disk has, and small enough to be added to. */
    static final long UNKNOWN = Long.MAX_VALUE / 2;

    private FreeSpace() {}

    /** Bytes; 4 EiB for a file system that does not know: some network and FUSE file systems report 0 of 0 blocks. */
    public static long of(FileStore store) throws IOException {
        return of(store.getTotalSpace(), store.getUsableSpace());
    }

    static long of(long total, long usable) {
        return total == 0 && usable == 0 ? UNKNOWN : usable;
    }
}
