package io.bundlebackup.backup;

import io.bundlebackup.archive.Digests;
import io.bundlebackup.archive.FirstNames;
import io.bundlebackup.archive.FurtherNames;
import io.bundlebackup.archive.PackPlan;
import io.bundlebackup.archive.PackUnit;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.session.BundleTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a whole backup: the lines of the parts and of the big files, each in order already, as one, in which further names
 * of one file link to its first. It lists what was delivered and nothing else.
 */
final class FullManifest {
    private final BundleTask task;
    private final StagedBundle staged;
    private final ManifestHeader header;

    FullManifest(BundleTask task, StagedBundle staged, ManifestHeader header) {
        this.task = task;
        this.staged = staged;
        this.header = header;
    }

    /** Writes it; its SHA-256. */
    String write(Path file) throws IOException {
        var digest = Digests.sha256();
        try (var parts = new PartLines();
                var bigs = new BigLines();
                var names = new FirstNames(staged.scanned());
                var out = new ManifestWriter(new DigestOutputStream(Files.newOutputStream(file), digest), header)) {
            var small = parts.next();
            var big = bigs.next();
            while (small != null || big != null) {
                if (small != null && (big == null || small.path().compareTo(big.path()) < 0)) {
                    out.write(names.link(small));
                    if (names.areNone() && (big == null || parts.endBefore(bigs))) {
                        parts.writeRest(out);
                    }
                    small = parts.next();
                } else if (big != null) {
                    out.write(names.link(big));
                    big = bigs.next();
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
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
                    part = new ManifestReader(Files.newInputStream(staged.manifest(packed.uri())));
                    end = packed.to();
                }
            }
        }

        /** Whether nothing of big files comes between the lines of the part that is being read. */
        boolean endBefore(BigLines bigs) {
            return end <= bigs.at;
        }

        /** Nothing comes between them and nothing of them changes: the part's lines go on as they stand. */
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
        private final FurtherNames names = new FurtherNames(staged.scanned());
        /** Where in the scan the last one lies. */
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
                case PackUnit.FurtherName further -> {
                    at = further.at();
                    yield names.isCarried(further) ? carried(further) : delivered(further.uri());
                }
            };
        }

        private @Nullable Entry delivered(String uri) {
            var file = Index.bigFile(task, uri);
            return file.isPresent() ? file.get().settledEntry() : null;
        }

        private @Nullable Entry carried(PackUnit.FurtherName further) throws IOException {
            var file = Index.bigFile(task, further.first());
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
