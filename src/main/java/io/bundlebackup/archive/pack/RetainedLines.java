package io.bundlebackup.archive.pack;

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
import org.jspecify.annotations.Nullable;

/**
 * Completes the manifest of an incremental backup with the previous lines of what could not be taken this time: it was there and has no
 * line, or lies where nothing could be read. Without their ctime, so that the next backup looks again; and as names of their own,
 * because what they were linked to may have changed. A file of whose content no delivered file is known keeps none: it could not be
 * restored.
 */
public final class RetainedLines {
    private RetainedLines() {}

    /**
     * Writes the completed manifest.
     *
     * @param previous the manifest that the backup started from
     * @param taken the lines of what was taken
     * @param selection what belongs to the backup: the rest is not missed
     * @throws InterruptedException soon after the thread is interrupted
     */
    public static void complete(
            Path previous,
            Path taken,
            ScanFiles scanned,
            TreeWalk.Filter selection,
            ManifestHeader header,
            OutputStream completed)
            throws IOException, InterruptedException {
        try (var out = new ManifestWriter(completed, header);
                var before = ManifestReader.open(previous);
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
                if (PreviousLines.lacksFileName(old)) {
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
