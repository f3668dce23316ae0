package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.WalkAhead;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/**
 * Scans a tree once, in the manifest's order: writes the entries, the hard links and the plan of the files to deliver, and
 * counts. Reads names and attributes only.
 */
public final class TreeScan extends ScanVisitor {
    private final ScanList.Writer scan;
    private final InodeTable inodes;
    private final PackPlanner planning;

    private TreeScan(
            ScanList.Writer scan,
            InodeTable inodes,
            PackPlanner planning,
            FailedEntries failures,
            TreeWalk.Filter filter) {
        super(failures, filter);
        this.scan = scan;
        this.inodes = inodes;
        this.planning = planning;
    }

    /**
     * The filter is called on another thread; {@code failures} on the caller's thread.
     *
     * @param failures receives the entries that cannot be read
     * @throws PosixException if the root cannot be read
     */
    public static ScanTotals scan(
            Directory root, TreeWalk.Filter filter, ScanLimits limits, ScanFiles files, FailedEntries failures)
            throws IOException, InterruptedException {
        try (var inodes = new InodeTable(files.scratch())) {
            PackPlanner.Planned planned;
            TreeScan visitor;
            try (var scan = new ScanList.Writer(files.entries());
                    var plan = new PackPlan.Writer(files.plan())) {
                var planning = PackPlanner.alongside(limits, files.prefix(), plan);
                visitor = new TreeScan(scan, inodes, planning, failures, filter);
                WalkAhead.walk(root, filter, visitor);
                planned = planning.end();
            }
            try (var links = new HardLinks.Writer(files.links());
                    var amendments = new ScanList.Amendments(files.entries())) {
                inodes.resolve(links, amendments);
            }
            if (!inodes.isEmpty()) {
                // Which names are one file is known only now, and what is to be delivered depends on it.
                planned = PackPlanner.plan(files, limits);
            }
            return visitor.totals(planned);
        }
    }

    @Override
    void found(ScanEntry entry) throws IOException {
        long offset = scan.offset();
        if (entry.mayHaveHardLinks()) {
            inodes.add(entry.stat().device(), entry.stat().inode(), offset);
        }
        scan.write(entry);
        planning.entry(entry, offset, scan.offset());
    }
}
