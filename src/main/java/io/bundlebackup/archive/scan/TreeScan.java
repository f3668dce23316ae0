package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.WalkAhead;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Scans a tree once, in the manifest's order: writes the entries, the hard links and the plan of the files to deliver, and
 * counts. A full backup delivers all entries, and its scan reads names and attributes only. An incremental backup compares the
 * entries with its baseline; workers compare the content where attributes do not decide. Memory: the names of the largest
 * directory, and the jobs of a few workers.
 */
public final class TreeScan implements TreeWalk.Visitor {
    private final ScanList.Writer scan;
    private final Judge judge;
    /** Plans during the walk; null if the plan depends on verdicts that come later. */
    private final @Nullable PackPlanner planner;

    private final UnreadablePaths.Writer unreadable;
    private final FailedEntries failures;
    private final TreeWalk.Filter filter;
    private final BackupDetector backups = new BackupDetector();
    private long bytes;
    private boolean several;
    private boolean compares;
    private boolean sends;
    private long specials;
    private @Nullable String firstSpecial;

    private TreeScan(
            ScanList.Writer scan,
            Judge judge,
            @Nullable PackPlanner planner,
            UnreadablePaths.Writer unreadable,
            FailedEntries failures,
            TreeWalk.Filter filter) {
        this.scan = scan;
        this.judge = judge;
        this.planner = planner;
        this.unreadable = unreadable;
        this.failures = failures;
        this.filter = filter;
    }

    /** Gives the verdict on each entry, in the manifest's order. */
    private interface Judge {
        Verdict judge(ScanEntry entry) throws IOException;
    }

    /** Receives the progress, on the thread that scans. */
    public interface Listener extends FailedEntries {
        /** The walk has ended and the comparison of content begins; {@code bytes} is the size of all content of the tree. */
        void sized(long bytes) throws InterruptedException;
    }

    /**
     * Scans for a full backup. The filter is called on another thread; {@code failures} on the caller's thread.
     *
     * @param failures receives the entries that cannot be read
     * @throws PosixException if the root cannot be read
     */
    public static ScanTotals scan(
            Directory root, TreeWalk.Filter filter, ScanLimits limits, ScanFiles files, FailedEntries failures)
            throws IOException, InterruptedException {
        TreeScan visitor;
        PackPlanner.Planned planned;
        try (var plan = new PackPlan.Writer(files.plan())) {
            var planner = PackPlanner.alongside(limits, files.prefix(), plan);
            visitor = walk(root, filter, files, entry -> Verdict.SEND, planner, failures);
            planned = planner.end();
        }
        visitor.findLinks(files);
        // The plan depends on the hard links.
        return visitor.totals(visitor.several ? PackPlanner.plan(files, limits, true) : planned);
    }

    /**
     * As {@link #scan(Directory, TreeWalk.Filter, ScanLimits, ScanFiles, FailedEntries)}, for any kind of backup; counts only
     * entries to deliver.
     *
     * @param header of the new manifest
     * @param workers compare content
     */
    public static ScanTotals scan(
            Directory root,
            TreeWalk.Filter filter,
            ScanLimits limits,
            ScanFiles files,
            Baseline baseline,
            ManifestHeader header,
            Workers workers,
            Listener listener)
            throws IOException, InterruptedException {
        var earlier = baseline.earlier();
        if (earlier == null) {
            return scan(root, filter, limits, files, listener);
        }
        TreeScan visitor;
        try (var previous = baseline instanceof Baseline.Everything
                        ? null
                        : new PreviousLines(earlier, header.begunAt(), baseline.findsByPath());
                var kept = new ManifestWriter(Files.newOutputStream(files.kept()), header);
                var toCompare = new ManifestWriter(Files.newOutputStream(files.toCompare()), header)) {
            Judge judge =
                    previous != null ? new ManifestComparison(previous, kept, toCompare)::judge : entry -> Verdict.SEND;
            visitor = walk(root, filter, files, judge, null, listener);
        }
        if (visitor.compares) {
            listener.sized(visitor.bytes);
            visitor.sends |= new ContentComparison(root, files, header, workers, listener).run();
        }
        visitor.findLinks(files);
        return visitor.totals(PackPlanner.plan(files, limits, visitor.sends));
    }

    private static TreeScan walk(
            Directory root,
            TreeWalk.Filter filter,
            ScanFiles files,
            Judge judge,
            @Nullable PackPlanner planner,
            FailedEntries failures)
            throws IOException, InterruptedException {
        try (var scan = new ScanList.Writer(files.entries());
                var unreadable = new UnreadablePaths.Writer(files.unreadable())) {
            var visitor = new TreeScan(scan, judge, planner, unreadable, failures, filter);
            WalkAhead.walk(root, filter, visitor);
            return visitor;
        }
    }

    /** Records the hard links among the entries to deliver. */
    private void findLinks(ScanFiles files) throws IOException, InterruptedException {
        if (several) {
            HardLinkScan.find(files, files.links(), ScanEntry::isToSend);
        } else {
            new HardLinks.Writer(files.links()).close();
        }
    }

    private ScanTotals totals(PackPlanner.Planned planned) {
        return new ScanTotals(planned.files(), planned.bytes(), specials, firstSpecial, backups.first());
    }

    @Override
    public void entry(byte[] name, Stat stat, byte @Nullable [] linkTarget) throws IOException, InterruptedException {
        RawPath path;
        try {
            path = RawPath.of(name);
        } catch (IllegalArgumentException e) {
            failures.failed(FailedEntries.shown(name), "its path cannot be backed up: it is too long");
            return;
        }
        boolean mayChange = stat.isRegularFile() && filter.mayChange(name);
        var entry = new ScanEntry(path, stat, linkTarget, ScanEntry.SINGLE, Verdict.SEND, mayChange);
        if (stat.isRegularFile()) {
            backups.file(path);
            bytes += stat.size();
        }
        var verdict = judge.judge(entry);
        several |= entry.mayHaveHardLinks();
        compares |= verdict == Verdict.COMPARE;
        sends |= verdict == Verdict.SEND;
        // Of the unchanged entries only directories and names of files with hard links are needed later.
        if (verdict != Verdict.KEEP || stat.isDirectory() || entry.mayHaveHardLinks()) {
            long offset = scan.offset();
            scan.write(entry.with(verdict));
            if (planner != null) {
                planner.entry(entry, offset, scan.offset());
            }
        }
    }

    @Override
    public void skipped(byte[] path, Stat stat) {
        specials++;
        if (firstSpecial == null) {
            firstSpecial = FailedEntries.shown(path);
        }
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) throws IOException, InterruptedException {
        unreadable.add(path);
        failures.failed(FailedEntries.shown(path), FailedEntries.reason(cause));
    }
}
