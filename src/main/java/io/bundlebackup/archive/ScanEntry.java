package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One entry as the scan saw it.
 *
 * @param link the text of a symbolic link, null for everything else
 * @param slot where a regular file that has several names in this scan stands in its {@link HardLinks}; else {@link #SINGLE}
 * @param verdict what becomes of it
 */
record ScanEntry(RawPath path, Stat stat, byte @Nullable [] link, long slot, Verdict verdict) {
    static final long SINGLE = -1;

    ScanEntry(RawPath path, Stat stat, byte @Nullable [] link) {
        this(path, stat, link, SINGLE, Verdict.SEND);
    }

    ScanEntry with(Verdict newVerdict) {
        return new ScanEntry(path, stat, link, slot, newVerdict);
    }

    boolean isToSend() {
        return verdict == Verdict.SEND;
    }

    /** Whether it is a file that has other names, in this scan or elsewhere. */
    boolean mayHaveSeveralNames() {
        return stat.isRegularFile() && stat.links() > 1;
    }

    boolean hasSeveralNames() {
        return slot != SINGLE;
    }
}
