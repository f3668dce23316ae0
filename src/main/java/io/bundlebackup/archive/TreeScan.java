package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Scans a tree once, in the manifest's order: writes what it found, which names are one file, and the plan of what will be delivered,
 * and counts. Nothing is read but names and attributes.
 */
public final class TreeScan implements TreeWalk.Visitor {
    /**
     * Where to cut.
     *
     * @param bigFile a file above so many bytes is delivered by itself
     * @param partBytes a part is closed when its content reaches it
     * @param partEntries a part is closed when it has so many entries
     */
    public record Limits(long bigFile, long partBytes, int partEntries) {}

    /**
     * What a scan counted.
     *
     * @param files regular files; one with several names counts with each of them
     * @param bytes content to deliver: that of a file with several names as often as it is sent, once for each part that carries it,
     *     once in all for a big file
     * @param specials sockets, fifos and devices, which are not taken
     * @param firstSpecial one of them, as text
     */
    public record Totals(
            long files, long bytes, long specials, @Nullable String firstSpecial) {}

    private final ScanList.Writer scan;
    private final InodeTable inodes;
    private final Planning planning;
    private final FailedEntries failures;
    private long specials;
    private @Nullable String firstSpecial;

    private TreeScan(ScanList.Writer scan, InodeTable inodes, Planning planning, FailedEntries failures) {
        this.scan = scan;
        this.inodes = inodes;
        this.planning = planning;
        this.failures = failures;
    }

    /**
     * The filter is asked by another thread than the caller's, who is told of failures.
     *
     * @param failures told of what cannot be read, as it is found
     * @throws PosixException if the root cannot be read
     */
    public static Totals scan(
            Directory root, TreeWalk.Filter filter, Limits limits, ScanFiles files, FailedEntries failures)
            throws IOException, InterruptedException {
        try (var inodes = new InodeTable(besides(files.links()))) {
            Planning.Planned planned;
            TreeScan visitor;
            try (var scan = new ScanList.Writer(files.entries());
                    var plan = new PackPlan.Writer(files.plan())) {
                var planning = Planning.alongside(limits, plan);
                visitor = new TreeScan(scan, inodes, planning, failures);
                WalkAhead.walk(root, filter, visitor);
                planned = planning.end();
            }
            try (var links = new HardLinks.Writer(files.links());
                    var slots = new ScanList.Slots(files.entries())) {
                inodes.resolve(links, slots);
            }
            if (!inodes.isEmpty()) {
                // Which names are one file is known only now, and what is to be delivered depends on it.
                planned = Planning.plan(files, limits);
            }
            return new Totals(planned.files(), planned.bytes(), visitor.specials, visitor.firstSpecial);
        }
    }

    private static Path besides(Path links) {
        return links.resolveSibling(links.getFileName() + ".unsorted");
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
        if (stat.isRegularFile() && stat.links() > 1) {
            inodes.add(stat.device(), stat.inode(), scan.offset());
        }
        long offset = scan.offset();
        var entry = new ScanEntry(path, stat, linkTarget);
        scan.write(entry);
        planning.entry(entry, offset, scan.offset());
    }

    @Override
    public void skipped(byte[] path, Stat stat) {
        specials++;
        if (firstSpecial == null) {
            firstSpecial = FailedEntries.shown(path);
        }
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) throws InterruptedException {
        failures.failed(FailedEntries.shown(path), FailedEntries.reason(cause));
    }
}
