package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the scan saw it.
 *
 * @param link the text of a symbolic link, null for everything else
 * @param slot the slot in {@link HardLinks} of a regular file with several names in this scan; otherwise {@link #SINGLE}
 * @param verdict whether it is delivered
 * @param mayChange whether it is a file that may change while it is read; the first read of such a file counts
 */
public record ScanEntry(
        RawPath path, Stat stat, byte @Nullable [] link, long slot, Verdict verdict, boolean mayChange) {
    public static final long SINGLE = -1;

    public ScanEntry(RawPath path, Stat stat, byte @Nullable [] link) {
        this(path, stat, link, SINGLE, Verdict.SEND, false);
    }

    ScanEntry with(Verdict newVerdict) {
        return newVerdict == verdict ? this : new ScanEntry(path, stat, link, slot, newVerdict, mayChange);
    }

    public boolean isToSend() {
        return verdict == Verdict.SEND;
    }

    /** Whether it is a file with further names, inside or outside this scan. */
    public boolean mayHaveHardLinks() {
        return stat.isRegularFile() && stat.links() > 1;
    }

    public boolean hasHardLinks() {
        return slot != SINGLE;
    }
}
