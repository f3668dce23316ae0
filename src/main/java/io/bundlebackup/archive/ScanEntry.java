package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One entry as the scan saw it.
 *
 * @param link the text of a symbolic link, null for everything else
 * @param slot where a regular file that has several names in this scan stands in its {@link HardLinks}; else {@link #SINGLE}
 */
record ScanEntry(RawPath path, Stat stat, byte @Nullable [] link, long slot) {
    static final long SINGLE = -1;

    ScanEntry(RawPath path, Stat stat, byte @Nullable [] link) {
        this(path, stat, link, SINGLE);
    }

    boolean hasSeveralNames() {
        return slot != SINGLE;
    }
}
