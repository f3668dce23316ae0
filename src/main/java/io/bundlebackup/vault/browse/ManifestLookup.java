package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Finds the line of a path in the manifest of a snapshot, by halving: a few of its blobs are loaded, not the manifest. Thread-safe. */
final class ManifestLookup {
    /** Stretches shorter than this are read line by line. */
    private static final long SHORT = 1 << 16;

    private final SnapshotTree tree;
    private final Node manifest;

    /** @param tree over blobs that are kept for a while */
    ManifestLookup(SnapshotTree tree, Node manifest) {
        this.tree = tree;
        this.manifest = manifest;
    }

    /** The line of a path; empty if there is none. */
    Optional<Entry> find(RawPath path) throws IOException {
        long from = 0;
        long to = manifest.size();
        while (to - from > SHORT) {
            long middle = (from + to) / 2;
            var found = entryAfter(middle);
            if (found.isEmpty() || found.get().path().compareTo(path) > 0) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return scan(path, from);
    }

    /** The first whole line behind a position in the middle of a line. */
    private Optional<Entry> entryAfter(long position) throws IOException {
        try (var in = tree.content(manifest, position, manifest.size() - position)) {
            line(in);
            var line = line(in);
            return line.length == 0 ? Optional.empty() : Optional.of(ManifestLine.parse(line, 0));
        }
    }

    private Optional<Entry> scan(RawPath path, long from) throws IOException {
        try (var in = tree.content(manifest, from, manifest.size() - from)) {
            if (from > 0) {
                line(in);
            }
            for (var line = line(in); line.length > 0; line = line(in)) {
                var entry = from == 0 ? entry(line) : Optional.of(ManifestLine.parse(line, 0));
                if (entry.isPresent() && entry.get().path().compareTo(path) >= 0) {
                    return entry.filter(found -> found.path().equals(path));
                }
            }
            return Optional.empty();
        }
    }

    /** The lines of the header are no entries. */
    private static Optional<Entry> entry(byte[] line) {
        try {
            return Optional.of(ManifestLine.parse(line, 0));
        } catch (InvalidManifestException e) {
            return Optional.empty();
        }
    }

    /** Up to the next end of a line, without it; empty at the end. */
    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(256);
        var one = new byte[1];
        while (in.read(one, 0, 1) > 0 && one[0] != '\n' && line.size() < ManifestLine.MAX_LENGTH) {
            line.write(one[0]);
        }
        return line.toByteArray();
    }
}
