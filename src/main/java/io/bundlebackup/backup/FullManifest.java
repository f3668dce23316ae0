package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFileLinks;
import io.bundlebackup.archive.pack.ManifestLinks;
import io.bundlebackup.archive.pack.RetainedLines;
import io.bundlebackup.archive.pack.UnchangedLines;
import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.FailedPaths;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a whole backup. Merges the lines of the parts, of the big files and of unchanged entries, which are all in order, and
 * links the further names of a file to its first name. It lists what this backup or an earlier one delivered, and nothing else.
 */
final class FullManifest {
    private final Backup backup;
    private final BundleTask task;
    private final StagedBundle staged;

    FullManifest(Backup backup) {
        this.backup = backup;
        this.task = backup.task();
        this.staged = backup.staged();
    }

    /** Writes the manifest and returns its SHA-256. */
    String write(Path file) throws IOException, InterruptedException {
        var header = backup.header().with(failures());
        boolean retains =
                task.snapshot().counts().failed() > 0 && backup.baseline().earlier() != null;
        var digest = Digests.sha256();
        try (var out = new DigestOutputStream(Files.newOutputStream(retains ? staged.taken() : file), digest)) {
            merge(out, header);
        }
        if (retains) {
            digest.reset();
            try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
                var selection = new SelectionFilter(task.bundle().selection());
                RetainedLines.complete(backup.baseline(), staged.taken(), staged.scanned(), selection, header, out);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private FailedPaths failures() {
        long count = task.snapshot().counts().failed();
        return count == 0 ? FailedPaths.NONE : FailedPaths.of(count, task.failedPaths(FailedPaths.MOST_NAMED));
    }

    private void merge(OutputStream to, ManifestHeader header) throws IOException, InterruptedException {
        try (var parts = new PartLines();
                var bigs = new BigLines();
                var unsent = new UnchangedLines(staged.scanned());
                var names = ManifestLinks.of(staged.scanned());
                var out = new ManifestWriter(to, header)) {
            var small = parts.next();
            var big = bigs.next();
            for (var next = least(small, big, unsent.peek()); next != null; next = least(small, big, unsent.peek())) {
                if (next == small) {
                    out.write(names.link(small));
                    if (names.areNone() && unsent.peek() == null && (big == null || parts.endBefore(bigs))) {
                        parts.writeRest(out);
                    }
                    small = parts.next();
                } else if (next == big) {
                    out.write(names.link(big));
                    big = bigs.next();
                } else {
                    if (names.areNone() && small == null && big == null) {
                        unsent.moveRest(out);
                    } else if (names.areNone()) {
                        unsent.copyTo(out);
                        unsent.advance();
                    } else {
                        out.write(names.link(next));
                        unsent.advance();
                    }
                }
            }
        }
    }

    private static @Nullable Entry least(@Nullable Entry a, @Nullable Entry b, @Nullable Entry c) {
        return least(least(a, b), c);
    }

    private static @Nullable Entry least(@Nullable Entry a, @Nullable Entry b) {
        return a == null || b != null && b.path().compareTo(a.path()) < 0 ? b : a;
    }

    /** The lines of all parts, which follow each other in the manifest's order. */
    private final class PartLines implements AutoCloseable {
        private final PackPlan.Reader plan =
                new PackPlan.Reader(staged.scanned().plan());
        private @Nullable ManifestReader part;
        private long end;

        PartLines() throws IOException {}

        @Nullable
        Entry next() throws IOException {
            while (true) {
                if (part != null) {
                    var entry = part.next();
                    if (entry != null) {
                        return entry;
                    }
                    part.close();
                    part = null;
                }
                var unit = plan.next();
                if (unit == null) {
                    return null;
                }
                if (unit instanceof PackUnit.Part packed) {
                    part = ManifestReader.open(staged.manifest(packed.uri()));
                    end = packed.to();
                }
            }
        }

        /** Whether no line of a big file comes between the lines of the current part. */
        boolean endBefore(BigLines bigs) {
            return end <= bigs.at;
        }

        /** Copies the remaining lines of the part verbatim: no other line comes between them, and none of them changes. */
        void writeRest(ManifestWriter out) throws IOException {
            if (part != null) {
                out.writeRest(part);
            }
        }

        @Override
        public void close() throws IOException {
            plan.close();
            if (part != null) {
                part.close();
            }
        }
    }

    /** The lines of big files and of their further names, in the plan's order, which is the manifest's. */
    private final class BigLines implements AutoCloseable {
        private final PackPlan.Reader plan =
                new PackPlan.Reader(staged.scanned().plan());
        private final BigFileLinks names = new BigFileLinks(staged.scanned());
        /** The offset in the scan of the last file. */
        private long at;

        BigLines() throws IOException {}

        @Nullable
        Entry next() throws IOException {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                var entry = entry(unit);
                if (entry != null) {
                    return entry;
                }
            }
            return null;
        }

        private @Nullable Entry entry(PackUnit unit) throws IOException {
            return switch (unit) {
                case PackUnit.Part part -> null;
                case PackUnit.BigFile big -> {
                    at = big.at();
                    yield delivered(big.uri());
                }
                case PackUnit.HardLink further -> {
                    at = further.at();
                    yield names.isCarried(further) ? carried(further) : delivered(further.uri());
                }
            };
        }

        private @Nullable Entry delivered(String uri) {
            var file = BigFiles.announced(task, uri);
            return file.isPresent() ? file.get().settledEntry() : null;
        }

        private @Nullable Entry carried(PackUnit.HardLink further) throws IOException {
            var file = BigFiles.announced(task, further.first());
            return file.isPresent() ? names.line(file.get(), further) : null;
        }

        @Override
        public void close() throws IOException {
            try (plan) {
                names.close();
            }
        }
    }
}
