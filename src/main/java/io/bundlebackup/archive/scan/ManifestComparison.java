package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.IOException;

/**
 * Judges the entries of a scan by the manifest that an incremental backup starts from, as both stream by, and puts the previous lines of
 * what need not be delivered aside: links between names of one file are left out, they are found anew. Not thread-safe.
 */
final class ManifestComparison {
    private final PreviousLines previous;
    private final ManifestWriter kept;
    private final ManifestWriter toCompare;

    /** @param kept, toCompare where lines are put, which stay the caller's to close */
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
            verdict = Verdict.COMPARE;
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
