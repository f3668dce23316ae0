package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans the files to deliver: during a scan, or from a finished scan, whose hard links are known. The same scan gives the same
 * plan. Memory: the directories above one entry, the hard links of one part, and the first digits of the names of big files.
 */
final class PackPlanner {
    /** Totals of the plan; see {@link ScanTotals}. */
    record Planned(long files, long bytes) {}

    private record Above(RawPath path, long offset) {}

    /** The hard links of a finished scan. */
    private record Known(ScanList.Reader scan, HardLinks links) {}

    private final ScanLimits limits;
    private final String prefix;
    private final PackPlan.Writer plan;
    private final @Nullable Known known;
    private final BigFileNames names = new BigFileNames();
    private final ArrayDeque<Above> above = new ArrayDeque<>();
    /** The files with several names in the current part, by the slots of their first names. */
    private final Set<Long> linked = new HashSet<>();

    private PackUnit.@Nullable Part part;
    private int parts;
    private long files;
    private long bytes;

    private PackPlanner(ScanLimits limits, String prefix, PackPlan.Writer plan, @Nullable Known known) {
        this.limits = limits;
        this.prefix = prefix;
        this.plan = plan;
        this.known = known;
    }

    /** A planner that receives each entry during the scan, before hard links are known. */
    static PackPlanner alongside(ScanLimits limits, String prefix, PackPlan.Writer plan) {
        return new PackPlanner(limits, prefix, plan, null);
    }

    /**
     * Plans a finished scan.
     *
     * @param any whether any entry is to be delivered; otherwise the scan is not read
     * @throws InterruptedException at the next entry, when the thread is interrupted
     */
    static Planned plan(ScanFiles scanned, ScanLimits limits, boolean any) throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(scanned.entries());
                var links = new HardLinks(scanned.links());
                var plan = new PackPlan.Writer(scanned.plan())) {
            var planner = new PackPlanner(limits, scanned.prefix(), plan, new Known(scan, links));
            while (any && !scan.atEnd()) {
                Interrupts.check("planning");
                long offset = scan.offset();
                planner.entry(scan.read(), offset, scan.offset());
            }
            return planner.end();
        }
    }

    /** Adds the next entry, which lies in the scan between the two offsets. */
    void entry(ScanEntry entry, long offset, long end) throws IOException {
        while (!above.isEmpty() && !entry.path().isUnder(above.getLast().path)) {
            above.removeLast();
        }
        if (entry.isToSend()) {
            if (isBig(entry)) {
                files++;
                bigFile(entry, offset);
            } else {
                addToPart(entry, offset, end);
            }
        }
        if (entry.stat().isDirectory()) {
            above.addLast(new Above(entry.path(), offset));
        }
    }

    /** Ends the plan. */
    Planned end() throws IOException {
        closePart();
        return new Planned(files, bytes);
    }

    private boolean isBig(ScanEntry entry) {
        return entry.stat().isRegularFile() && entry.stat().size() > limits.bigFile();
    }

    private void bigFile(ScanEntry entry, long offset) throws IOException {
        boolean whole = names.isTaken(entry.path());
        var uri = prefix + BigFileNames.name(entry.path(), whole);
        long slot = ScanEntry.SINGLE;
        if (known != null && entry.hasHardLinks()) {
            var links = known.links;
            links.setWholeDigest(entry.slot(), whole);
            long file = links.file(entry.slot());
            if (file == entry.slot()) {
                slot = file;
            } else {
                var first = known.scan.lookUp(links.offset(file));
                // The file may have been small when the walk saw its first name; a part carries that name then.
                if (isBig(first)) {
                    var firstUri = prefix + BigFileNames.name(first.path(), links.hasWholeDigest(file));
                    plan.write(new PackUnit.HardLink(offset, uri, entry.slot(), firstUri));
                    return;
                }
            }
        }
        bytes += entry.stat().size();
        plan.write(new PackUnit.BigFile(offset, uri, entry.stat().size(), slot));
    }

    private void addToPart(ScanEntry entry, long offset, long end) throws IOException {
        var begun = part;
        if (begun == null) {
            var ancestors = new ArrayList<Long>(above.size());
            above.forEach(a -> ancestors.add(a.offset));
            var uri = DeliveredName.part(prefix, parts);
            begun = new PackUnit.Part(parts++, uri, offset, offset, ancestors, 0, 0, 0);
        }
        var file = entry.stat().isRegularFile();
        long content = file && !isFurtherName(entry) ? entry.stat().size() : 0;
        files += file ? 1 : 0;
        bytes += content;
        begun = new PackUnit.Part(
                begun.number(),
                begun.uri(),
                begun.from(),
                end,
                begun.ancestors(),
                begun.entries() + 1,
                begun.files() + (file ? 1 : 0),
                begun.bytes() + content);
        part = begun;
        if (begun.bytes() >= limits.partBytes() || begun.entries() >= limits.partEntries()) {
            closePart();
        }
    }

    private boolean isFurtherName(ScanEntry entry) throws IOException {
        return known != null && entry.hasHardLinks() && !linked.add(known.links.file(entry.slot()));
    }

    private void closePart() throws IOException {
        if (part != null) {
            plan.write(part);
            part = null;
            linked.clear();
        }
    }
}
