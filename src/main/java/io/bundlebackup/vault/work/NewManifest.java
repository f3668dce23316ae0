package io.bundlebackup.vault.work;

import io.bundlebackup.archive.pack.ManifestLinks;
import io.bundlebackup.archive.pack.RetainedLines;
import io.bundlebackup.archive.pack.UnchangedLines;
import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Writes the manifest of a snapshot from the lines of stored and of unchanged entries, which are both in order. */
final class NewManifest {
    private final WorkFiles files;
    private final ManifestHeader header;

    /** @param header with the failures */
    NewManifest(WorkFiles files, ManifestHeader header) {
        this.files = files;
        this.header = header;
    }

    /** Writes the manifest; entries that could not be read keep the lines of the baseline. */
    void write(Baseline baseline, TreeWalk.Filter selection) throws IOException, InterruptedException {
        if (header.failures().isNone() || baseline.earlier() == null) {
            merge(files.manifest());
        } else {
            merge(files.taken());
            RetainedLines.complete(
                    baseline,
                    files.taken(),
                    files.scanned(),
                    selection,
                    header,
                    Files.newOutputStream(files.manifest()));
        }
    }

    private void merge(Path to) throws IOException, InterruptedException {
        try (var stored = ManifestReader.open(files.stored());
                var unchanged = new UnchangedLines(files.scanned());
                var names = ManifestLinks.of(files.scanned());
                var out = new ManifestWriter(Files.newOutputStream(to), header)) {
            var line = stored.next();
            while (line != null || unchanged.peek() != null) {
                var other = unchanged.peek();
                boolean isStored = line != null && (other == null || line.path().compareTo(other.path()) < 0);
                if (!names.areNone()) {
                    out.write(names.link(isStored || other == null ? Objects.requireNonNull(line) : other));
                } else if (isStored && line != null) {
                    out.copy(line, stored);
                    if (other == null) {
                        out.writeRest(stored);
                    }
                } else if (line == null) {
                    unchanged.moveRest(out);
                    continue;
                } else {
                    unchanged.copyTo(out);
                }
                if (isStored) {
                    line = stored.next();
                } else {
                    unchanged.advance();
                }
            }
        }
    }
}
