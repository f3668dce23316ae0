package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Manifests on disk, and entries to put into them. */
final class IndexedManifest {
    static final ManifestHeader HEADER =
            new ManifestHeader("com.example.hiworld", new UUID(1, 2), null, 1_700_000_000_000L);
    static final String HASH = "0123456789abcdef".repeat(4);

    private IndexedManifest() {}

    static ManifestIndex index(Path temp, List<Entry> entries) throws IOException, InterruptedException {
        return index(temp, entries, new ManifestSamples());
    }

    static ManifestIndex index(Path temp, List<Entry> entries, ManifestSamples samples)
            throws IOException, InterruptedException {
        Path file = temp.resolve("manifest");
        try (var writer = new ManifestWriter(new BufferedOutputStream(Files.newOutputStream(file)), HEADER)) {
            for (Entry entry : entries) {
                writer.write(entry);
            }
        }
        Path scratch = temp.resolve("scratch");
        try {
            return ManifestIndex.build(file, scratch, samples);
        } finally {
            assertThat(scratch).doesNotExist();
        }
    }

    static Entry file(String path, long size, String fileName) {
        return new Entry(
                RawPath.of(path), 0100644, size, UnixTime.EPOCH, HASH, false, null, 0, 0, 0, null, List.of(), fileName);
    }

    static Entry further(String path, String first, long size, String fileName) {
        return file(path, size, fileName).withLink(Link.to(RawPath.of(first)));
    }

    static Entry directory(String path) {
        return new Entry(RawPath.of(path), 040755, 0, UnixTime.EPOCH, null, false, null, 0, 0, 0, null, List.of(), "");
    }

    /** As a random tree is, but with further names that are what their first names are. */
    static List<Entry> tree(long seed, int size) {
        var byPath = new HashMap<RawPath, Entry>();
        return new RandomEntries(seed)
                .tree(size).stream()
                        .map(entry -> {
                            Entry first = entry.isHardLink()
                                    ? byPath.get(RawPath.of(
                                            Objects.requireNonNull(entry.link()).bytes()))
                                    : null;
                            Entry same = first == null
                                    ? entry
                                    : entry.withContent(first.size(), Objects.requireNonNull(first.sha256()));
                            byPath.put(same.path(), same);
                            return same;
                        })
                        .toList();
    }
}
