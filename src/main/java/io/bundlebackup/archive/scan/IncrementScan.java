package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.WalkAhead;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Scans a tree for an incremental backup: compares the entries with the baseline, has workers compare the content where
 * attributes do not decide, and plans what to deliver. Memory: the names of the largest directory, and the jobs of a few
 * workers.
 */
public final class IncrementScan extends ScanVisitor {
    private final ScanList.Writer scan;
    private final Judge judge;
    private final UnreadablePaths.Writer unreadable;
    private long bytes;
    private boolean several;
    private boolean looks;
    private boolean sends;

    private IncrementScan(
            ScanList.Writer scan,
            Judge judge,
            UnreadablePaths.Writer unreadable,
            FailedEntries failures,
            TreeWalk.Filter filter) {
        super(failures, filter);
        this.scan = scan;
        this.judge = judge;
        this.unreadable = unreadable;
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
     * As {@link TreeScan#scan}; counts only entries to deliver.
     *
     * @param baseline not {@link Baseline.Nothing}, which is for {@link TreeScan}
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
        IncrementScan visitor;
        try (var scan = new ScanList.Writer(files.entries());
                var previous = baseline instanceof Baseline.Previous(Path manifest)
                        ? new PreviousLines(manifest, header.begunAt())
                        : null;
                var kept = new ManifestWriter(Files.newOutputStream(files.kept()), header);
                var toCompare = new ManifestWriter(Files.newOutputStream(files.toCompare()), header);
                var unreadable = new UnreadablePaths.Writer(files.unreadable())) {
            Judge judge =
                    previous != null ? new ManifestComparison(previous, kept, toCompare)::judge : entry -> Verdict.SEND;
            visitor = new IncrementScan(scan, judge, unreadable, listener, filter);
            WalkAhead.walk(root, filter, visitor);
        }
        boolean sends = visitor.sends;
        if (visitor.looks) {
            listener.sized(visitor.bytes);
            sends |= new ContentComparison(root, files, header, workers, listener).run();
        }
        if (visitor.several) {
            HardLinkScan.find(files, files.links(), ScanEntry::isToSend);
        } else {
            Files.createFile(files.links());
            Files.createFile(files.allLinks());
        }
        if (sends) {
            return visitor.totals(PackPlanner.plan(files, limits));
        }
        Files.createFile(files.plan());
        return visitor.totals(new PackPlanner.Planned(0, 0));
    }

    @Override
    void found(ScanEntry entry) throws IOException {
        var verdict = judge.judge(entry);
        bytes += entry.stat().isRegularFile() ? entry.stat().size() : 0;
        several |= entry.mayHaveHardLinks();
        looks |= verdict == Verdict.COMPARE;
        sends |= verdict == Verdict.SEND;
        // Of the unchanged entries only directories and names of files with hard links are needed later.
        if (verdict != Verdict.KEEP || entry.stat().isDirectory() || entry.mayHaveHardLinks()) {
            scan.write(entry.with(verdict));
        }
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) throws IOException, InterruptedException {
        unreadable.add(path);
        super.unreadable(path, cause);
    }
}
