package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestIndexTests {
    private static final ManifestHeader HEADER =
            new ManifestHeader("com.example.hiworld", new UUID(1, 2), null, 1_700_000_000_000L);
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER_HASH = "f".repeat(64);

    @TempDir
    Path temp;

    static List<Long> seeds() {
        return new Random().longs(10).boxed().toList();
    }

    private ManifestIndex index(List<Entry> entries) throws IOException, InterruptedException {
        return index(entries, new ManifestSamples());
    }

    private ManifestIndex index(List<Entry> entries, ManifestSamples samples) throws IOException, InterruptedException {
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

    private static Entry file(String path, long size, String fileName) {
        return new Entry(
                RawPath.of(path), 0100644, size, UnixTime.EPOCH, HASH, false, null, 0, 0, 0, null, List.of(), fileName);
    }

    private static Entry further(String path, String first, long size, String fileName) {
        return file(path, size, fileName).withLink(Link.to(RawPath.of(first)));
    }

    private static Entry directory(String path) {
        return new Entry(RawPath.of(path), 040755, 0, UnixTime.EPOCH, null, false, null, 0, 0, 0, null, List.of(), "");
    }

    /** As a random tree is, but with further names that are what their first names are. */
    private static List<Entry> tree(long seed, int size) {
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

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsEachLineInWhateverOrderItIsAsked(long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        List<Entry> entries = tree(seed, 3_000);
        var numbers = new TreeMap<RawPath, Integer>();
        for (int i = 0; i < entries.size(); i++) {
            numbers.put(entries.get(i).path(), i);
        }
        var asked = new ArrayList<>(numbers.keySet());
        new RandomEntries(seed + 1).tree(1_000).forEach(entry -> asked.add(entry.path()));
        for (RawPath path : List.copyOf(numbers.keySet())) {
            if (path.length() < 4000 && random.nextInt(4) == 0) {
                asked.add(path.resolve(new byte[] {'!'}));
            }
        }
        for (int samples : new int[] {2, 5, 1 << 16}) {
            var index = index(entries, new ManifestSamples(samples));
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
                    path, 0100644, i, UnixTime.EPOCH, HASH, false, null, 0, 0, 0, null, xattrs, "part.0.tar"));
        }
        var index = index(entries);

        var numbers = new HashMap<RawPath, Integer>();
        entries.forEach(entry -> numbers.put(entry.path(), numbers.size()));
        var asked = new ArrayList<>(numbers.keySet());
        assertFinds(index, asked, entries, numbers);
        Collections.sort(asked);
        assertFinds(index, asked, entries, numbers);
    }

    @Test
    void findsNothingInAManifestWithoutEntries() throws IOException, InterruptedException {
        var index = index(List.of());

        assertThat(index.lines()).isZero();
        assertThat(index.header()).isEqualTo(HEADER);
        try (var cursor = index.cursor()) {
            assertThat(cursor.find(RawPath.ROOT)).isNull();
            assertThat(cursor.find(RawPath.of("a"))).isNull();
        }
    }

    @Test
    void readsTheWholeFromItsBegin() throws IOException, InterruptedException {
        var entries = tree(5, 100);
        try (var reader = index(entries).reader()) {
            for (Entry entry : entries) {
                assertThat(reader.next()).isEqualTo(entry);
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void countsFilesByNameAndContentByDelivery() throws IOException, InterruptedException {
        var index = index(List.of(
                directory("."),
                file("a", 10, "part.0.tar"),
                further("b", "a", 10, "part.0.tar"),
                further("c", "a", 10, "part.1.tar"),
                further("d", "a", 10, "part.1.tar"),
                further("e", "a", 10, "part.0.tar"),
                further("f", "a", 10, "part.2.tar"),
                file("g", 5, "big")));

        assertThat(index.lines()).isEqualTo(8);
        assertThat(index.files()).isEqualTo(7);
        assertThat(index.bytes()).isEqualTo(35);
        assertThat(index.treeBytes()).isEqualTo(15);
    }

    @Test
    void countsNoFurtherThanTheLargestNumber() throws IOException, InterruptedException {
        var index = index(List.of(file("a", Long.MAX_VALUE, ""), file("b", 1, "")));

        assertThat(index.bytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(index.treeBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void letsDirectoriesBeLeftOut() throws IOException, InterruptedException {
        assertThat(index(List.of(file("a/b/c", 1, "x"))).lines()).isEqualTo(1);
    }

    @Test
    void refusesAFurtherNameWhoseFirstIsNotListed() {
        assertRefused(
                List.of(directory("."), file("a", 1, ""), further("c", "b", 1, "")),
                "Line 5: the first name b of the file is not listed.");
    }

    @Test
    void refusesAFurtherNameOfADirectory() {
        assertRefused(List.of(directory("a"), further("c", "a", 0, "")), "Line 4: the first name a of the file is no");
    }

    @Test
    void refusesAFurtherNameOfAFurtherName() {
        assertRefused(
                List.of(file("a", 1, ""), further("b", "a", 1, ""), further("c", "b", 1, "")),
                "Line 5: the first name b of the file is itself");
    }

    @Test
    void refusesAFurtherNameOfAnotherSizeOrHash() {
        assertRefused(List.of(file("a", 1, ""), further("b", "a", 2, "")), "Line 4: the further name");
        assertRefused(
                List.of(file("a", 1, ""), further("b", "a", 1, "").withContent(1, OTHER_HASH)),
                "has another size or hash than its first name a");
    }

    private void assertRefused(List<Entry> entries, String message) {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> index(entries))
                .withMessageStartingWith(message.startsWith("Line") ? message : "Line ")
                .withMessageContaining(message);
    }

    @Test
    void refusesWhatTheReaderRefuses() throws IOException {
        Path file = Files.writeString(
                temp.resolve("broken"), new String(HEADER.lines(), StandardCharsets.US_ASCII) + "x\n");

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> ManifestIndex.build(file, temp.resolve("scratch")))
                .withMessageStartingWith("Line 3: ");
    }

    @Test
    void saysWhichLineIsDamagedIfTheFileChanges() throws IOException, InterruptedException {
        var index = index(List.of(directory("."), file("a", 1, ""), file("b", 1, "")));
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
    void endsWhenItsThreadIsInterrupted() throws IOException, InterruptedException {
        var entries = new ArrayList<Entry>();
        for (int i = 100_000; i < 110_000; i++) {
            entries.add(file("f" + i, 1, ""));
        }
        assertThat(index(entries).lines()).isEqualTo(entries.size());
        try {
            Thread.currentThread().interrupt();
            // Its own look finds it, or the channel that it reads from.
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> ManifestIndex.build(temp.resolve("manifest"), temp.resolve("scratch")))
                    .matches(e -> e instanceof InterruptedException || e instanceof ClosedByInterruptException);
        } finally {
            Thread.interrupted();
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

    @Test
    void indexesAMillionLinesInSeconds() throws IOException, InterruptedException {
        Path file = temp.resolve("million");
        int lines = 1_000_000;
        try (var writer = new ManifestWriter(Files.newOutputStream(file), HEADER)) {
            for (int i = 0; i < lines; i++) {
                var path = "files/%03d/%03d/picture-%09d.jpeg".formatted(i / 10_000, i / 100 % 100, i);
                var entry = file(path, i, "part." + i / 10_000 + ".tar");
                writer.write(
                        i % 100 == 99
                                ? entry.withLink(Link.to(RawPath.of(path.replace("99.jpeg", "98.jpeg"))))
                                        .withContent(i - 1L, HASH)
                                : entry);
            }
        }
        long start = System.nanoTime();
        var index = ManifestIndex.build(file, temp.resolve("scratch"));
        long built = System.nanoTime();
        long found = 0;
        try (var cursor = index.cursor();
                var reader = index.reader()) {
            long number = 0;
            for (Entry entry = reader.next(); entry != null; entry = reader.next(), number++) {
                if (number % 10 == 0) {
                    found += Objects.requireNonNull(cursor.find(entry.path())).number() == number ? 1 : 0;
                }
            }
        }
        long walked = System.nanoTime();
        System.out.printf(
                "1,000,000 lines (%,d bytes): index in %,d ms, every tenth found in order in %,d ms%n",
                Files.size(file), (built - start) / 1_000_000, (walked - built) / 1_000_000);
        assertThat(index.lines()).isEqualTo(lines);
        assertThat(found).isEqualTo(lines / 10);
    }
}
