package io.bundlebackup.archive;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Judges the entries of a scan by what an incremental backup starts from, as they stream by, and puts the previous lines of what need
 * not be delivered aside: links between names of one file are left out, they are found anew. Not thread-safe.
 */
final class Comparison implements Closeable {
    private final @Nullable PreviousLines previous;
    private final long since;
    private final ManifestWriter kept;
    private final ManifestWriter toLookAt;

    Comparison(Baseline baseline, ScanFiles files, ManifestHeader header) throws IOException {
        kept = new ManifestWriter(Files.newOutputStream(files.kept()), header);
        toLookAt = new ManifestWriter(Files.newOutputStream(files.toLookAt()), header);
        previous = baseline instanceof Baseline.Previous(Path manifest)
                ? new PreviousLines(manifest, header.begunAt())
                : null;
        since = baseline instanceof Baseline.Since(long epochSeconds) ? epochSeconds : Long.MIN_VALUE;
    }

    Verdict judge(ScanEntry entry) throws IOException {
        if (previous == null) {
            var stat = entry.stat();
            return stat.mtimeSeconds() >= since || stat.ctimeSeconds() >= since ? Verdict.SEND : Verdict.LOOK;
        }
        var before = previous.at(entry.path().bytes());
        if (before == null) {
            return Verdict.SEND;
        }
        var verdict = previous.judge(before, entry.stat(), entry.link());
        switch (verdict) {
            case KEEP -> put(before, previous.reader(), kept);
            case LOOK -> put(before, previous.reader(), toLookAt);
            case SEND, LOST -> {}
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

    @Override
    public void close() throws IOException {
        try (kept;
                toLookAt) {
            if (previous != null) {
                previous.close();
            }
        }
    }
}
