package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.Interrupts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Finds the hard links in a finished scan. */
public final class HardLinkScan {
    private HardLinkScan() {}

    /**
     * Finds the hard links among some of the entries; replaces what an earlier call recorded.
     *
     * @param links receives the hard links
     * @throws InterruptedException at the next entry, when the thread is interrupted
     */
    public static void find(ScanFiles scanned, Path links, Predicate<ScanEntry> among)
            throws IOException, InterruptedException {
        try (var inodes = new InodeTable(scanned.scratch())) {
            try (var scan = new ScanList.Reader(scanned.entries());
                    var amendments = new ScanList.Amendments(scanned.entries())) {
                while (!scan.atEnd()) {
                    Interrupts.check("looking for names of one file");
                    long offset = scan.offset();
                    var entry = scan.read();
                    if (entry.mayHaveHardLinks()) {
                        if (among.test(entry)) {
                            inodes.add(entry.stat().device(), entry.stat().inode(), offset);
                        }
                        if (entry.hasHardLinks()) {
                            amendments.slot(offset, ScanEntry.SINGLE);
                        }
                    }
                }
            }
            try (var writer = new HardLinks.Writer(links);
                    var amendments = new ScanList.Amendments(scanned.entries())) {
                inodes.resolve(writer, amendments);
            }
        }
    }
}
