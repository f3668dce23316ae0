package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One entry as the scan saw it.
 *
 * @param link the text of a symbolic link, null for everything else
 * @param slot where a regular file that has several names in this scan stands in its {@link HardLinks}; else {@link #SINGLE}
 * @param verdict what becomes of it
 * @param mayChange whether it is a file that may change while it is read: it is taken as it is read once
 */
public record ScanEntry(
        RawPath path, Stat stat, byte @Nullable [] link, long slot, Verdict verdict, boolean mayChange) {
    public static final long SINGLE = -1;

    public ScanEntry(RawPath path, Stat stat, byte @Nullable [] link) {
        this(path, stat, link, SINGLE, Verdict.SEND, false);
    }

    ScanEntry with(Verdict newVerdict) {
        return new ScanEntry(path, stat, link, slot, newVerdict, mayChange);
    }

    public boolean isToSend() {
        return verdict == Verdict.SEND;
    }

    /** Whether it is a file that has other names, in this scan or elsewhere. */
    boolean mayHaveHardLinks() {
        return stat.isRegularFile() && stat.links() > 1;
    }

    public boolean hasHardLinks() {
        return slot != SINGLE;
    }
}
