package io.bundlebackup.manifest;

import static io.bundlebackup.manifest.IndexedManifest.directory;
import static io.bundlebackup.manifest.IndexedManifest.file;
import static io.bundlebackup.manifest.IndexedManifest.further;
import static io.bundlebackup.manifest.IndexedManifest.index;
import static io.bundlebackup.manifest.IndexedManifest.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestIndexTests {
    private static final String OTHER_HASH = "f".repeat(64);

    @TempDir
    Path temp;

    @Test
    void readsTheWholeFromItsBegin() throws IOException, InterruptedException {
        var entries = tree(5, 100);
        try (var reader = index(temp, entries).reader()) {
            for (Entry entry : entries) {
                assertThat(reader.next()).isEqualTo(entry);
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void countsFilesByNameAndContentByDelivery() throws IOException, InterruptedException {
        var index = index(
                temp,
                List.of(
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
        var index = index(temp, List.of(file("a", Long.MAX_VALUE, ""), file("b", 1, "")));

        assertThat(index.bytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(index.treeBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void letsDirectoriesBeLeftOut() throws IOException, InterruptedException {
        assertThat(index(temp, List.of(file("a/b/c", 1, "x"))).lines()).isEqualTo(1);
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
                .isThrownBy(() -> index(temp, entries))
                .withMessageStartingWith(message.startsWith("Line") ? message : "Line ")
                .withMessageContaining(message);
    }

    @Test
    void refusesWhatTheReaderRefuses() throws IOException {
        Path file = Files.writeString(
                temp.resolve("broken"), new String(IndexedManifest.HEADER.lines(), StandardCharsets.US_ASCII) + "x\n");

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> ManifestIndex.build(file, temp.resolve("scratch")))
                .withMessageStartingWith("Line 3: ");
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws IOException, InterruptedException {
        var entries = new ArrayList<Entry>();
        for (int i = 100_000; i < 110_000; i++) {
            entries.add(file("f" + i, 1, ""));
        }
        assertThat(index(temp, entries).lines()).isEqualTo(entries.size());
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
    void indexesAMillionLinesInSeconds() throws IOException, InterruptedException {
        Path file = temp.resolve("million");
        int lines = 1_000_000;
        try (var writer = new ManifestWriter(Files.newOutputStream(file), IndexedManifest.HEADER)) {
            for (int i = 0; i < lines; i++) {
                var path = "files/%03d/%03d/picture-%09d.jpeg".formatted(i / 10_000, i / 100 % 100, i);
                var entry = file(path, i, "part." + i / 10_000 + ".tar");
                writer.write(
                        i % 100 == 99
                                ? entry.withLink(Link.to(RawPath.of(path.replace("99.jpeg", "98.jpeg"))))
                                        .withContent(i - 1L, IndexedManifest.HASH)
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
