package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSortTests {
    /** By all but the last byte, so that there are equal ones that can be told apart. */
    private static final Comparator<byte[]> ORDER =
            (a, b) -> Arrays.compareUnsigned(a, 0, Math.max(0, a.length - 1), b, 0, Math.max(0, b.length - 1));

    @TempDir
    Path temp;

    private List<byte[]> sorted(List<byte[]> records, int run, int fanIn) throws IOException {
        Path file = temp.resolve("sort");
        var sorted = new ArrayList<byte[]>();
        try (var sort = new ExternalSort(file, ORDER, run, fanIn)) {
            for (byte[] bytes : records) {
                sort.add(bytes);
            }
            sort.sort();
            for (byte[] next = sort.next(); next != null; next = sort.next()) {
                sorted.add(next);
            }
            assertThat(sort.next()).isNull();
        }
        assertThat(file).doesNotExist();
        return sorted;
    }

    @Test
    void sortsInRunsThatAreMergedAsInMemory() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int count : new int[] {2, 50, 3_000}) {
            var records = new ArrayList<byte[]>();
            for (int i = 0; i < count; i++) {
                var bytes = new byte[random.nextInt(random.nextInt(100) == 0 ? 100_000 : 6)];
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = (byte) (random.nextInt(3) * 100);
                }
                records.add(bytes);
            }
            var expected = records.stream().sorted(ORDER).toList();
            for (int run : new int[] {1, 100, 10_000}) {
                for (int fanIn : new int[] {2, 7, 100_000}) {
                    var sorted = sorted(records, run, fanIn);
                    assertThat(sorted.stream().map(Arrays::toString))
                            .as("seed %d, %d records in runs of %d, %d at once", seed, count, run, fanIn)
                            .containsExactlyElementsOf(
                                    expected.stream().map(Arrays::toString).toList());
                }
            }
        }
    }

    @Test
    void staysOffTheDiskWhileItFitsIntoMemory() throws IOException {
        Path file = temp.resolve("sort");
        try (var sort = new ExternalSort(file, ORDER)) {
            sort.add(new byte[] {2, 0});
            sort.add(new byte[] {1, 0});
            sort.sort();
            assertThat(sort.next()).containsExactly(1, 0);
            assertThat(sort.next()).containsExactly(2, 0);
            assertThat(sort.next()).isNull();
            assertThat(file).doesNotExist();
        }
        assertThat(sorted(List.of(), 1 << 20, 2)).isEmpty();
    }
}
