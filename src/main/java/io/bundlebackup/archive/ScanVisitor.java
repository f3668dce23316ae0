package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What every scan does with what a walk tells: reports what cannot be backed up, and hands the rest on. */
abstract class ScanVisitor implements TreeWalk.Visitor {
    private final FailedEntries failures;
    private final TreeWalk.Filter filter;
    private long specials;
    private @Nullable String firstSpecial;

    ScanVisitor(FailedEntries failures, TreeWalk.Filter filter) {
        this.failures = failures;
        this.filter = filter;
    }

    /** The next entry, in the manifest's order. */
    abstract void found(ScanEntry entry) throws IOException, InterruptedException;

    @Override
    public final void entry(byte[] name, Stat stat, byte @Nullable [] linkTarget)
            throws IOException, InterruptedException {
        RawPath path;
        try {
            path = RawPath.of(name);
        } catch (IllegalArgumentException e) {
            failures.failed(FailedEntries.shown(name), "its path cannot be backed up: it is too long");
            return;
        }
        boolean mayChange = stat.isRegularFile() && filter.mayChange(name);
        found(new ScanEntry(path, stat, linkTarget, ScanEntry.SINGLE, Verdict.SEND, mayChange));
    }

    @Override
    public final void skipped(byte[] path, Stat stat) {
        specials++;
        if (firstSpecial == null) {
            firstSpecial = FailedEntries.shown(path);
        }
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) throws IOException, InterruptedException {
        failures.failed(FailedEntries.shown(path), FailedEntries.reason(cause));
    }

    final TreeScan.Totals totals(Planning.Planned planned) {
        return new TreeScan.Totals(planned.files(), planned.bytes(), specials, firstSpecial);
    }
}
