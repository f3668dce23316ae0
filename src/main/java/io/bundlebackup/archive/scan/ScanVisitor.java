package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The common part of scans: reports entries that cannot be backed up and passes the others on. */
abstract class ScanVisitor implements TreeWalk.Visitor {
    /** The files of a directory with a backup: an index, whose name may begin with the time of an increment, and its manifest. */
    private static final byte[] INDEX = DeliveredName.INDEX.getBytes(StandardCharsets.US_ASCII);

    private static final byte[] MANIFEST = ".manifest".getBytes(StandardCharsets.US_ASCII);

    private final FailedEntries failures;
    private final TreeWalk.Filter filter;
    private long specials;
    private @Nullable String firstSpecial;
    /** Path of the last index that was found. */
    private byte[] index = {};

    private @Nullable String firstBackup;

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
        if (firstBackup == null && stat.isRegularFile()) {
            lookForBackup(path);
        }
        boolean mayChange = stat.isRegularFile() && filter.mayChange(name);
        found(new ScanEntry(path, stat, linkTarget, ScanEntry.SINGLE, Verdict.SEND, mayChange));
    }

    private void lookForBackup(RawPath found) {
        var path = found.bytes();
        if (endsWith(path, INDEX) && DeliveredName.isIndex(new String(found.name(), StandardCharsets.ISO_8859_1))) {
            index = path;
        } else if (index.length > 0
                && path.length == index.length + MANIFEST.length
                && endsWith(path, MANIFEST)
                && Arrays.mismatch(path, index) == index.length) {
            int end = index.length;
            while (end > 0 && index[end - 1] != '/') {
                end--;
            }
            firstBackup = end == 0 ? "." : FailedEntries.shown(Arrays.copyOf(index, end - 1));
        }
    }

    private static boolean endsWith(byte[] path, byte[] end) {
        int from = path.length - end.length;
        return from >= 0 && Arrays.equals(path, from, path.length, end, 0, end.length);
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

    final ScanTotals totals(PackPlanner.Planned planned) {
        return new ScanTotals(planned.files(), planned.bytes(), specials, firstSpecial, firstBackup);
    }
}
