package io.bundlebackup.archive.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of one file find each other, however many there are and however little memory. */
class InodeTableTests {
    private static final long APART = 100;

    @TempDir
    Path temp;

    private Path scan = Path.of("");
    private Path links = Path.of("");

    @BeforeEach
    void name() {
        scan = temp.resolve("scan");
        links = temp.resolve("links");
    }

    /** Which offsets are names of one file, as the table finds it; checks the slots in the scan on the way. */
    private List<List<Long>> files(long[][] names, int run, int fanIn) throws IOException {
        try (var file = new RandomAccessFile(scan.toFile(), "rw")) {
            for (int i = 0; i < names.length; i++) {
                file.seek(i * APART);
                file.writeLong(ScanEntry.SINGLE);
            }
        }
        try (var table = new InodeTable(temp.resolve("unsorted"), run, fanIn);
                var writer = new HardLinks.Writer(links);
                var slots = new ScanList.Amendments(scan)) {
            for (int i = 0; i < names.length; i++) {
                table.add(names[i][0], names[i][1], i * APART);
            }
            table.resolve(writer, slots);
        }
        assertThat(temp.resolve("unsorted")).doesNotExist();
        var files = new LinkedHashMap<Long, List<Long>>();
        try (var found = new HardLinks(links);
                var file = new RandomAccessFile(scan.toFile(), "r")) {
            for (long slot = 0; slot < found.slots(); slot++) {
                files.computeIfAbsent(found.file(slot), k -> new ArrayList<>()).add(found.offset(slot));
                file.seek(found.offset(slot));
                assertThat(file.readLong()).isEqualTo(slot);
                assertThat(found.isNameOf(slot, found.file(slot))).isTrue();
            }
            assertThat(found.isNameOf(found.slots(), 0)).isFalse();
        }
        return List.copyOf(files.values());
    }

    @Test
    void groupsTheNamesOfEachFile() throws IOException {
        long[][] names = {{1, 5}, {1, 6}, {2, 5}, {1, 5}, {1, 7}, {1, 7}, {1, 5}, {-1, -1}};

        assertThat(files(names, 100, 2)).containsExactly(List.of(0L, 300L, 600L), List.of(400L, 500L));
    }

    @Test
    void findsNoLinksInAnEmptyScan() throws IOException {
        assertThat(files(new long[0][], 100, 2)).isEmpty();
        assertThat(files(new long[][] {{1, 1}}, 1, 2)).isEmpty();
    }

    @Test
    void findsTheSameInRunsThatAreMergedManyTimes() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int count : new int[] {1, 2, 7, 100, 3_000}) {
            var names = new long[count][];
            for (int i = 0; i < count; i++) {
                names[i] = new long[] {random.nextInt(2), random.nextInt(1 + count / 3) - 2L};
            }
            var expected = model(names);
            for (int run : new int[] {1, 2, 10, 5_000}) {
                for (int fanIn : new int[] {2, 3, 64}) {
                    assertThat(files(names, run, fanIn))
                            .as("seed %d, %d names in runs of %d, %d at once", seed, count, run, fanIn)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static List<List<Long>> model(long[][] names) {
        Map<Long, Map<Long, List<Long>>> files = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            files.computeIfAbsent(names[i][0], k -> new TreeMap<>())
                    .computeIfAbsent(names[i][1], k -> new ArrayList<>())
                    .add(i * APART);
        }
        return files.values().stream()
                .flatMap(device -> device.values().stream())
                .filter(offsets -> offsets.size() > 1)
                .toList();
    }
}
