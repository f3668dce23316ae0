package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.scan.PreviousLines;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.scan.UnreadablePaths;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Completes the manifest of an incremental backup with the previous lines of entries that could not be backed up this time:
 * entries that the scan saw but that have no line, and entries below an unreadable path. The retained lines have no ctime, so
 * that the next backup compares the content, and no hard link, because the file they linked to may have changed. A line that
 * names no delivered file is not retained, unless its content is found by path: it could not be restored.
 */
public final class RetainedLines {
    private RetainedLines() {}

    /**
     * Writes the completed manifest.
     *
     * @param baseline not {@link Baseline.Nothing}
     * @param taken the lines of the entries that were backed up
     * @param selection the entries that belong to the backup; others are not retained
     * @throws InterruptedException soon after the thread is interrupted
     */
    public static void complete(
            Baseline baseline,
            Path taken,
            ScanFiles scanned,
            TreeWalk.Filter selection,
            ManifestHeader header,
            OutputStream completed)
            throws IOException, InterruptedException {
        try (var out = new ManifestWriter(completed, header);
                var before = ManifestReader.open(Objects.requireNonNull(baseline.earlier()));
                var now = ManifestReader.open(taken);
                var scan = new ScanList.Reader(scanned.entries());
                var unreadable = new UnreadablePaths(scanned.unreadable(), scanned.scratch())) {
            var line = now.next();
            ScanEntry found = null;
            for (var old = before.next(); old != null; old = before.next()) {
                Interrupts.check("completing a manifest");
                while (line != null && line.path().compareTo(old.path()) < 0) {
                    out.copy(line, now);
                    line = now.next();
                }
                if (line != null && line.path().equals(old.path())) {
                    continue;
                }
                while ((found == null || found.path().compareTo(old.path()) < 0) && !scan.atEnd()) {
                    found = scan.read();
                }
                if (!baseline.findsByPath() && PreviousLines.lacksFileName(old)) {
                    continue;
                }
                boolean missed = isStillThere(old, found) || unreadable.cover(old.path());
                if (missed && selection.take(old.path().bytes(), old.isDirectory())) {
                    out.write(old.withLink(old.isHardLink() ? null : old.link()).withoutCtime());
                }
            }
            for (; line != null; line = now.next()) {
                out.copy(line, now);
            }
        }
    }

    private static boolean isStillThere(Entry old, @Nullable ScanEntry found) {
        return found != null && found.path().equals(old.path()) && PreviousLines.isOfSameType(old, found.stat());
    }
}
