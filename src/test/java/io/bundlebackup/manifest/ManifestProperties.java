package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestProperties {
    private static final ManifestHeader HEADER =
            new ManifestHeader("com.example.hiworld", new UUID(1, 2), new UUID(3, 4), 1_700_000_000_000L);

    static LongStream seeds() {
        return new Random().longs(20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsWhatItWrote(long seed) throws IOException {
        List<Entry> entries = new RandomEntries(seed).tree(500);

        try (var reader = new ManifestReader(new ByteArrayInputStream(written(entries)), HEADER.bundle())) {
            assertThat(reader.header()).isEqualTo(HEADER);
            assertThat(rest(reader)).isEqualTo(entries);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aLineOfItsOwnIsTheLineOfTheManifest(long seed) throws IOException {
        List<Entry> entries = new RandomEntries(seed).tree(200);

        var lines = new ByteArrayOutputStream();
        lines.writeBytes(HEADER.lines());
        for (Entry entry : entries) {
            byte[] line = ManifestLine.render(entry);
            assertThat(ManifestLine.parse(line, 1)).isEqualTo(entry);
            lines.writeBytes(line);
        }

        assertThat(lines.toByteArray()).isEqualTo(written(entries));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderIsThatOfAWalkThatSortsEachDirectory(long seed) {
        List<Entry> entries = new RandomEntries(seed).tree(500);
        var paths = new ArrayList<>(entries.stream().map(Entry::path).toList());
        var walked = new ArrayList<RawPath>();
        walk(RawPath.ROOT, paths, walked);

        Collections.shuffle(paths, new Random(seed));
        Collections.sort(paths);

        assertThat(paths).isEqualTo(walked);
    }

    private static void walk(RawPath directory, List<RawPath> paths, List<RawPath> walked) {
        walked.add(directory);
        paths.stream()
                .filter(path -> directory.equals(path.parent()))
                .sorted((a, b) -> Arrays.compareUnsigned(a.name(), b.name()))
                .forEach(path -> walk(path, paths, walked));
    }

    /** Whatever is done to a manifest, the reader reads on or says which line is wrong; what is read is the same when it is written again. */
    @Test
    void readsChangedManifestsOrSaysWhichLineIsWrong(@TempDir Path temp) throws Exception {
        var manifests = new ArrayList<byte[]>();
        for (long seed = 1; seed <= 3; seed++) {
            manifests.add(written(IndexedManifest.tree(seed, 25)));
            manifests.add(written(new RandomEntries(seed)
                    .tree(25).stream().filter(entry -> !entry.isHardLink()).toList()));
        }
        var file = temp.resolve("manifest");
        Fuzz.of("manifest", InvalidManifestException.class)
                .allocating(4 << 20, 200)
                .run(
                        manifests,
                        mutator -> mutator.lines(mutator.one(manifests), mutator.one(manifests), ';'),
                        bytes -> {
                            try (var reader = new ManifestReader(new ByteArrayInputStream(bytes))) {
                                var entries = rest(reader);
                                try (var again = new ManifestReader(new ByteArrayInputStream(written(entries)))) {
                                    assertThat(rest(again)).isEqualTo(entries);
                                }
                                Files.write(file, bytes);
                                requireFound(entries, ManifestIndex.build(file, temp.resolve("scratch")));
                            } catch (InvalidManifestException e) {
                                assertThat(e.line()).isPositive();
                                assertThat(e)
                                        .hasMessageStartingWith("Line " + e.line() + ": ")
                                        .hasMessageEndingWith(".");
                                throw e;
                            }
                        });
    }

    private static void requireFound(List<Entry> entries, ManifestIndex index) throws IOException {
        try (var cursor = index.cursor()) {
            for (var entry : entries) {
                var line = cursor.find(entry.path());
                assertThat(line == null ? null : line.entry()).isEqualTo(entry);
            }
        }
    }

    private static byte[] written(List<Entry> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new ManifestWriter(bytes, HEADER)) {
            for (Entry entry : entries) {
                writer.write(entry);
            }
            assertThat(writer.count()).isEqualTo(entries.size());
        }
        return bytes.toByteArray();
    }

    private static List<Entry> rest(ManifestReader reader) throws IOException {
        var entries = new ArrayList<Entry>();
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }
}
