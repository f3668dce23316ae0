package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.IOException;

/**
 * Compares the entries of a scan with the previous manifest, as a merge of the two streams, and writes the previous lines of
 * the entries that need not be delivered to files. Hard links are left out of these lines; the backup finds hard links anew.
 * Not thread-safe.
 */
final class ManifestComparison {
    private final PreviousLines previous;
    private final ManifestWriter kept;
    private final ManifestWriter toCompare;

    /**
     * @param kept receives the lines of unchanged entries; the caller closes it
     * @param toCompare receives the lines of entries whose content has to be compared; the caller closes it
     */
    ManifestComparison(PreviousLines previous, ManifestWriter kept, ManifestWriter toCompare) {
        this.previous = previous;
        this.kept = kept;
        this.toCompare = toCompare;
    }

    Verdict judge(ScanEntry entry) throws IOException {
        var before = previous.at(entry.path().bytes());
        if (before == null) {
            return Verdict.SEND;
        }
        var verdict = previous.judge(before, entry.stat(), entry.link());
        if (verdict == Verdict.KEEP && entry.mayChange()) {
            verdict = previous.inDoubt(entry.stat());
        }
        switch (verdict) {
            case KEEP -> put(before, previous.reader(), kept);
            case COMPARE -> put(before, previous.reader(), toCompare);
            case SEND, UNREADABLE -> {}
        }
        return verdict;
    }

    private static void put(Entry line, ManifestReader reader, ManifestWriter aside) throws IOException {
        if (line.isHardLink()) {
            aside.write(line.withLink(null));
        } else {
            aside.copy(line, reader);
        }
    }
}
