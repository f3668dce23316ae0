package io.bundlebackup.archive.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.ExternalSort;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of one file find each other, however many there are and however little memory. */
class HardLinkScanTests {
    @TempDir
    Path temp;

    private ScanFiles scanned = ScanFiles.in(Path.of(""));

    @BeforeEach
    void name() {
        scanned = ScanFiles.in(temp);
    }

    /** The entries (by their numbers) that are names of one file; checks the slots in the scan on the way. */
    private List<List<Integer>> files(long[][] names, int run, int fanIn) throws Exception {
        try (var scan = new ScanList.Writer(scanned.entries())) {
            for (int i = 0; i < names.length; i++) {
                scan.write(new ScanEntry(RawPath.of("%08d".formatted(i)), stat(names[i][0], names[i][1]), null));
            }
        }
        try (var sort = new ExternalSort(scanned.scratch(), Arrays::compareUnsigned, run, fanIn)) {
            HardLinkScan.find(scanned, scanned.links(), entry -> true, sort);
        }
        assertThat(scanned.scratch()).doesNotExist();
        var files = new LinkedHashMap<Long, List<Integer>>();
        try (var found = new HardLinks(scanned.links());
                var scan = new ScanList.Reader(scanned.entries())) {
            for (long slot = 0; slot < found.slots(); slot++) {
                var entry = scan.lookUp(found.offset(slot));
                files.computeIfAbsent(found.file(slot), k -> new ArrayList<>())
                        .add(Integer.valueOf(entry.path().toString()));
                assertThat(entry.slot()).isEqualTo(slot);
                assertThat(found.isNameOf(slot, found.file(slot))).isTrue();
            }
            assertThat(found.isNameOf(found.slots(), 0)).isFalse();
        }
        return List.copyOf(files.values());
    }

    private static Stat stat(long device, long inode) {
        return new Stat(0100644, 0, 0, 1, 0, 0, 0, 0, 0, 0, inode, device, 2, 0);
    }

    @Test
    void groupsTheNamesOfEachFile() throws Exception {
        long[][] names = {{1, 5}, {1, 6}, {2, 5}, {1, 5}, {1, 7}, {1, 7}, {1, 5}, {-1, -1}};

        assertThat(files(names, 100, 2)).containsExactly(List.of(0, 3, 6), List.of(4, 5));
    }

    @Test
    void findsNoLinksInAnEmptyScan() throws Exception {
        assertThat(files(new long[0][], 100, 2)).isEmpty();
        assertThat(files(new long[][] {{1, 1}}, 1, 2)).isEmpty();
    }

    /** A killed service may have linked some lines of a manifest before it writes the manifest again. */
    @Test
    void firstNamesAreTheSameWhenAManifestIsWrittenAgain() throws Exception {
        files(new long[][] {{1, 5}, {1, 5}, {1, 5}, {1, 5}}, 100, 2);
        var contents = List.of("a", "b", "a", "a");

        try (var links = new HardLinks(scanned.links())) {
            for (int pass = 0; pass < 2; pass++) {
                var firsts = new ArrayList<Long>();
                for (int slot = 0; slot < contents.size(); slot++) {
                    var fingerprint = Digests.sha256().digest(contents.get(slot).getBytes(StandardCharsets.US_ASCII));
                    firsts.add(links.firstFor(slot, fingerprint, true));
                }
                assertThat(firsts).as("pass %d", pass).containsExactly(0L, 1L, 2L, 2L);
            }
        }
    }

    @Test
    void findsTheSameInRunsThatAreMergedManyTimes() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int count : new int[] {1, 2, 7, 100, 3_000}) {
            var names = new long[count][];
            for (int i = 0; i < count; i++) {
                names[i] = new long[] {random.nextInt(2), random.nextInt(1 + count / 3) - 2L};
            }
            var expected = model(names);
            for (int run : new int[] {1, 500, 250_000}) {
                for (int fanIn : new int[] {2, 64}) {
                    assertThat(files(names, run, fanIn))
                            .as("seed %d, %d names in runs of %d bytes, %d at once", seed, count, run, fanIn)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static List<List<Integer>> model(long[][] names) {
        Map<Long, Map<Long, List<Integer>>> files = new TreeMap<>(Long::compareUnsigned);
        for (int i = 0; i < names.length; i++) {
            files.computeIfAbsent(names[i][0], k -> new TreeMap<>(Long::compareUnsigned))
                    .computeIfAbsent(names[i][1], k -> new ArrayList<>())
                    .add(i);
        }
        return files.values().stream()
                .flatMap(device -> device.values().stream())
                .filter(numbers -> numbers.size() > 1)
                .toList();
    }
}
