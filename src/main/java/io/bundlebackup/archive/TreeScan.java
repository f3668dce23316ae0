package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Scans a tree once, in the manifest's order: writes what it found and the plan of what will be delivered, and counts. Nothing is
 * read but names and attributes.
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
     * @param files regular files
     * @param bytes their content
     * @param specials sockets, fifos and devices, which are not taken
     * @param firstSpecial one of them, as text
     */
    public record Totals(
            long files, long bytes, long specials, @Nullable String firstSpecial) {}

    private record Above(RawPath path, long offset) {}

    private final Limits limits;
    private final ScanList.Writer scan;
    private final PackPlan.Writer plan;
    private final FailedEntries failures;
    private final BigFileNames names = new BigFileNames();
    private final ArrayDeque<Above> above = new ArrayDeque<>();
    private PackUnit.@Nullable Part part;
    private int parts;
    private long files;
    private long bytes;
    private long specials;
    private @Nullable String firstSpecial;

    private TreeScan(Limits limits, ScanList.Writer scan, PackPlan.Writer plan, FailedEntries failures) {
        this.limits = limits;
        this.scan = scan;
        this.plan = plan;
        this.failures = failures;
    }

    /**
     * @param failures told of what cannot be read, as it is found
     * @throws PosixException if the root cannot be read
     */
    public static Totals scan(
            Directory root, TreeWalk.Filter filter, Limits limits, Path scanFile, Path planFile, FailedEntries failures)
            throws IOException, InterruptedException {
        try (var scan = new ScanList.Writer(scanFile);
                var plan = new PackPlan.Writer(planFile)) {
            var visitor = new TreeScan(limits, scan, plan, failures);
            TreeWalk.walk(root, filter, visitor);
            visitor.closePart();
            return new Totals(visitor.files, visitor.bytes, visitor.specials, visitor.firstSpecial);
        }
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
        var offset = scan.offset();
        scan.write(new ScanEntry(path, stat, linkTarget));
        while (!above.isEmpty() && !path.isUnder(above.getLast().path)) {
            above.removeLast();
        }
        if (stat.isRegularFile()) {
            files++;
            bytes += stat.size();
        }
        if (stat.isRegularFile() && stat.size() > limits.bigFile()) {
            plan.write(new PackUnit.BigFile(offset, names.name(path), stat.size()));
        } else {
            addToPart(offset, stat);
        }
        if (stat.isDirectory()) {
            above.addLast(new Above(path, offset));
        }
    }

    private void addToPart(long offset, Stat stat) throws IOException {
        var begun = part;
        if (begun == null) {
            var ancestors = new ArrayList<Long>(above.size());
            above.forEach(a -> ancestors.add(a.offset));
            begun = new PackUnit.Part(parts++, offset, offset, ancestors, 0, 0, 0);
        }
        var file = stat.isRegularFile();
        begun = new PackUnit.Part(
                begun.number(),
                begun.from(),
                scan.offset(),
                begun.ancestors(),
                begun.entries() + 1,
                begun.files() + (file ? 1 : 0),
                begun.bytes() + (file ? stat.size() : 0));
        part = begun;
        if (begun.bytes() >= limits.partBytes() || begun.entries() >= limits.partEntries()) {
            closePart();
        }
    }

    private void closePart() throws IOException {
        if (part != null) {
            plan.write(part);
            part = null;
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
    public void unreadable(byte[] path, PosixException cause) throws InterruptedException {
        failures.failed(FailedEntries.shown(path), FailedEntries.reason(cause));
    }
}
