package io.bundlebackup.manifest;

import static io.bundlebackup.manifest.IndexedManifest.directory;
import static io.bundlebackup.manifest.IndexedManifest.file;
import static io.bundlebackup.manifest.IndexedManifest.index;
import static io.bundlebackup.manifest.IndexedManifest.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestCursorTests {
    @TempDir
    Path temp;

    static List<Long> seeds() {
        return new Random().longs(2).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsEachLineInWhateverOrderItIsAsked(long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        List<Entry> entries = tree(seed, 1_000);
        var numbers = new TreeMap<RawPath, Integer>();
        for (int i = 0; i < entries.size(); i++) {
            numbers.put(entries.get(i).path(), i);
        }
        var asked = new ArrayList<>(numbers.keySet());
        new RandomEntries(seed + 1).tree(300).forEach(entry -> asked.add(entry.path()));
        for (RawPath path : List.copyOf(numbers.keySet())) {
            if (path.length() < 4000 && random.nextInt(4) == 0) {
                asked.add(path.resolve(new byte[] {'!'}));
            }
        }
        for (int samples : new int[] {2, 5, 1 << 16}) {
            var index = index(temp, entries, new ManifestSamples(samples));
            assertThat(index.lines()).isEqualTo(entries.size());
            Collections.sort(asked);
            assertFinds(index, asked, entries, numbers);
            Collections.shuffle(asked, random);
            assertFinds(index, asked, entries, numbers);
            Collections.sort(asked, Collections.reverseOrder());
            assertFinds(index, asked, entries, numbers);
            assertFinds(index, stretches(numbers, random), entries, numbers);
        }
    }

    /** Some stretches in order, as parts of several generations have them. */
    private static List<RawPath> stretches(TreeMap<RawPath, Integer> numbers, Random random) {
        var paths = List.copyOf(numbers.keySet());
        var asked = new ArrayList<RawPath>();
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(paths.size());
            asked.addAll(paths.subList(from, Math.min(paths.size(), from + random.nextInt(200))));
            asked.add(asked.isEmpty() ? RawPath.ROOT : asked.getLast());
        }
        return asked;
    }

    private static void assertFinds(
            ManifestIndex index, List<RawPath> asked, List<Entry> entries, Map<RawPath, Integer> numbers)
            throws IOException {
        try (var cursor = index.cursor()) {
            for (RawPath path : asked) {
                Integer number = numbers.get(path);
                var found = cursor.find(path);
                if (number == null) {
                    assertThat(found).as("%s", path).isNull();
                } else {
                    assertThat(found).as("%s", path).isEqualTo(new ManifestCursor.Line(number, entries.get(number)));
                }
            }
        }
    }

    @Test
    void findsWhatLiesBehindHugeLines() throws IOException, InterruptedException {
        var entries = new ArrayList<>(List.of(directory(".")));
        var value = new byte[Xattr.MAX_VALUE];
        for (int i = 0; i < 20; i++) {
            var xattrs = new ArrayList<Xattr>();
            for (int x = 0; x < 10 && i % 2 == 0; x++) {
                xattrs.add(new Xattr(new byte[] {'u', (byte) ('a' + x)}, value));
            }
            var path = RawPath.of("f" + (char) ('a' + i) + (i % 3 == 0 ? ";" : ""));
            entries.add(new Entry(
                    path,
                    0100644,
                    i,
                    UnixTime.EPOCH,
                    IndexedManifest.HASH,
                    false,
                    null,
                    0,
                    0,
                    0,
                    null,
                    xattrs,
                    "part.0.tar"));
        }
        var index = index(temp, entries);

        var numbers = new HashMap<RawPath, Integer>();
        entries.forEach(entry -> numbers.put(entry.path(), numbers.size()));
        var asked = new ArrayList<>(numbers.keySet());
        assertFinds(index, asked, entries, numbers);
        Collections.sort(asked);
        assertFinds(index, asked, entries, numbers);
    }

    @Test
    void findsNothingInAManifestWithoutEntries() throws IOException, InterruptedException {
        var index = index(temp, List.of());

        assertThat(index.lines()).isZero();
        assertThat(index.header()).isEqualTo(IndexedManifest.HEADER);
        try (var cursor = index.cursor()) {
            assertThat(cursor.find(RawPath.ROOT)).isNull();
            assertThat(cursor.find(RawPath.of("a"))).isNull();
        }
    }

    @Test
    void saysWhichLineIsDamagedIfTheFileChanges() throws IOException, InterruptedException {
        var index = index(temp, List.of(directory("."), file("a", 1, ""), file("b", 1, "")));
        Path file = temp.resolve("manifest");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] = ' ';
        Files.write(file, bytes);

        try (var cursor = index.cursor()) {
            assertThat(cursor.find(RawPath.of("a"))).isNotNull();
            assertThatExceptionOfType(InvalidManifestException.class)
                    .isThrownBy(() -> cursor.find(RawPath.of("b")))
                    .withMessage("Line 5: the manifest ends within a line.");
        }
    }

    @Test
    void keepsSamplesInBounds() {
        var samples = new ManifestSamples();
        var random = new Random(7);
        long offset = 0;
        var prefix = ("p".repeat(250) + "/").repeat(15);
        var offsets = new TreeMap<RawPath, Long>();
        for (int i = 0; i < 20_000; i++) {
            var path = RawPath.of(prefix + (1_000_000 + i));
            samples.add(path, offset, i);
            offsets.put(path, offset);
            offset += 4_000 + random.nextInt(10_000);
        }

        assertThat(samples.count()).isBetween(1_000, ManifestSamples.MAX_BYTES / prefix.length());
        offsets.forEach((path, at) -> {
            int floor = samples.floor(path.bytes());
            assertThat(floor).isNotNegative();
            assertThat(samples.offset(floor)).isLessThanOrEqualTo(at);
            if (floor + 1 < samples.count()) {
                assertThat(samples.offset(floor + 1)).isGreaterThan(at);
            }
        });
        assertThat(samples.floor(new byte[] {'.'})).isEqualTo(-1);
    }
}
