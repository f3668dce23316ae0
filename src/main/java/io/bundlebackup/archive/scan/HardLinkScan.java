package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.ExternalSort;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the hard links in a finished scan: sorts the entries that may have several names by device and inode, on disk.
 * Memory: {@value #RUN} bytes for about 32,000 names, and the buffers of {@value #FAN_IN} runs of {@link ExternalSort},
 * however many names there are.
 */
public final class HardLinkScan {
    private static final int RUN = 3 << 19;
    private static final int FAN_IN = 32;
    /** Device and inode, the first columns of a record; the offset of the entry follows. */
    private static final int FILE = 2 * Long.BYTES;

    private HardLinkScan() {}

    /**
     * Finds the hard links among some of the entries; replaces what an earlier call recorded.
     *
     * @param links receives the hard links
     * @throws InterruptedException at the next entry, when the thread is interrupted
     */
    public static void find(ScanFiles scanned, Path links, Predicate<ScanEntry> among)
            throws IOException, InterruptedException {
        try (var names = new ExternalSort(scanned.scratch(), Arrays::compareUnsigned, RUN, FAN_IN)) {
            find(scanned, links, among, names);
        }
    }

    static void find(ScanFiles scanned, Path links, Predicate<ScanEntry> among, ExternalSort names)
            throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(scanned.entries());
                var amendments = new ScanList.Amendments(scanned.entries())) {
            while (!scan.atEnd()) {
                Interrupts.check("looking for names of one file");
                long offset = scan.offset();
                var entry = scan.read();
                if (entry.mayHaveHardLinks() && among.test(entry)) {
                    names.add(record(entry.stat(), offset));
                }
                if (entry.hasHardLinks()) {
                    amendments.slot(offset, ScanEntry.SINGLE);
                }
            }
        }
        names.sort();
        try (var writer = new HardLinks.Writer(links);
                var amendments = new ScanList.Amendments(scanned.entries())) {
            resolve(names, writer, amendments);
        }
    }

    private static byte[] record(Stat stat, long offset) {
        return ByteBuffer.allocate(FILE + Long.BYTES)
                .putLong(stat.device())
                .putLong(stat.inode())
                .putLong(offset)
                .array();
    }

    /** Writes the slots of all files with several names, and the slot of each name into the scan. */
    private static void resolve(ExternalSort names, HardLinks.Writer links, ScanList.Amendments scan)
            throws IOException {
        byte @Nullable [] first = null;
        long file = ScanEntry.SINGLE;
        for (byte[] name = names.next(); name != null; name = names.next()) {
            if (first == null || !Arrays.equals(first, 0, FILE, name, 0, FILE)) {
                first = name;
                file = ScanEntry.SINGLE;
                continue;
            }
            if (file == ScanEntry.SINGLE) {
                file = links.next();
                put(first, file, links, scan);
            }
            put(name, file, links, scan);
        }
    }

    private static void put(byte[] name, long file, HardLinks.Writer links, ScanList.Amendments scan)
            throws IOException {
        long offset = ByteBuffer.wrap(name).getLong(FILE);
        scan.slot(offset, links.next());
        links.write(file, offset);
    }
}
