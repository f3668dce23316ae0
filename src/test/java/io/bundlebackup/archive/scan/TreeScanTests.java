package io.bundlebackup.archive.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.TreeWalkLog;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scan finds, also while the tree changes under it, and what it plans. */
class TreeScanTests {
    @TempDir
    Path temp;

    private Path tree = Path.of("");
    private ScanFiles scanned = ScanFiles.in(Path.of(""));
    private final List<String> failures = new ArrayList<>();

    private interface Action {
        void run() throws IOException;
    }

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        scanned = ScanFiles.in(Files.createDirectory(temp.resolve("scanned")));
    }

    /** Takes everything; when it comes to a path, something happens first. */
    private ScanTotals scan(ScanLimits limits, String place, Action action) throws Exception {
        var filter = new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                if (RawFiles.shown(path).equals(place)) {
                    try {
                        action.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return true;
            }

            @Override
            public boolean descend(byte[] path) {
                return true;
            }
        };
        try (var root = Directory.open(tree)) {
            return TreeScan.scan(root, filter, limits, scanned, (path, reason) -> failures.add(path + ": " + reason));
        }
    }

    private ScanTotals scan(ScanLimits limits) throws Exception {
        return scan(limits, "", () -> {});
    }

    private static ScanLimits limits(long big, long part, int entries) {
        return new ScanLimits(big, part, entries);
    }

    private List<String> found() throws IOException {
        var found = new ArrayList<String>();
        try (var scan = new ScanList.Reader(scanned.entries())) {
            while (!scan.atEnd()) {
                found.add(scan.read().path().toString());
            }
        }
        return found;
    }

    private List<PackUnit> plan() throws IOException {
        var plan = new ArrayList<PackUnit>();
        try (var reader = new PackPlan.Reader(scanned.plan())) {
            for (var unit = reader.next(); unit != null; unit = reader.next()) {
                plan.add(unit);
            }
        }
        return plan;
    }

    @Test
    void reportsDirectoriesThatDisappearAndScansTheOthers() throws Exception {
        TreeWalkLog.make(tree, "a", "b/", "b/x", "c/", "c/x", "d");

        var totals = scan(limits(10, 10, 10), "a", () -> {
            Files.delete(tree.resolve("b/x"));
            Files.delete(tree.resolve("b"));
        });

        assertThat(failures).containsExactly("b: it vanished while the backup ran");
        assertThat(found()).containsExactly(".", "a", "c", "c/x", "d");
        assertThat(totals.files()).isEqualTo(3);
    }

    @Test
    void scansDirectoriesThatAppearBeforeTheirParentIsListed() throws Exception {
        TreeWalkLog.make(tree, "a", "b/", "b/x");

        scan(limits(10, 10, 10), "a", () -> TreeWalkLog.make(tree, "b/new/", "b/new/y", "z/", "z/y"));

        assertThat(failures).isEmpty();
        assertThat(found()).containsExactly(".", "a", "b", "b/new", "b/new/y", "b/x");
    }

    @Test
    void plansTheSameAgain() throws Exception {
        TreeWalkLog.make(tree, "d/", "d/e/");
        Files.writeString(tree.resolve("d/big"), "x".repeat(50));
        Files.createLink(tree.resolve("d/big2"), tree.resolve("d/big"));
        for (int i = 0; i < 10; i++) {
            Files.writeString(tree.resolve("d/e/" + i), "content " + i);
            Files.createLink(tree.resolve("d/f" + i), tree.resolve("d/e/" + i));
        }

        var totals = scan(limits(20, 25, 7));
        var plan = plan();
        var again = scan(limits(20, 25, 7));

        assertThat(again).isEqualTo(totals);
        assertThat(plan()).isEqualTo(plan);
        assertThat(temp.resolve("scanned").toFile().list())
                .containsExactlyInAnyOrder("scan", "links", "plan", "unreadable");
    }

    @Test
    void countsContentAsOftenAsItIsDelivered() throws Exception {
        Files.writeString(tree.resolve("a"), "ten bytes.");
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        Files.createLink(tree.resolve("c"), tree.resolve("a"));
        Files.writeString(tree.resolve("d"), "a big file of 28 bytes, or so");
        Files.createLink(tree.resolve("e"), tree.resolve("d"));

        // The root, a, b; c.
        var totals = scan(limits(20, 1_000, 3));

        assertThat(totals.files()).isEqualTo(5);
        assertThat(totals.bytes()).isEqualTo(10 + 10 + 29);
        assertThat(plan())
                .satisfiesExactly(
                        unit -> assertThat(unit).isInstanceOfSatisfying(PackUnit.Part.class, part -> {
                            assertThat(part.files()).isEqualTo(2);
                            assertThat(part.bytes()).isEqualTo(10);
                        }),
                        unit -> assertThat(unit)
                                .isInstanceOfSatisfying(
                                        PackUnit.BigFile.class,
                                        big -> assertThat(big.bytes()).isEqualTo(29)),
                        unit -> assertThat(unit).isInstanceOf(PackUnit.HardLink.class),
                        unit -> assertThat(unit).isInstanceOfSatisfying(PackUnit.Part.class, part -> {
                            assertThat(part.files()).isEqualTo(1);
                            assertThat(part.bytes()).isEqualTo(10);
                        }));
    }

    @Test
    void countsSpecials() throws Exception {
        RawFiles.makeFifo(tree.resolve("f"));
        RawFiles.makeFifo(tree.resolve("g"));

        var totals = scan(limits(20, 1_000, 3));

        assertThat(totals.specials()).isEqualTo(2);
        assertThat(totals.firstSpecial()).isEqualTo("f");
        assertThat(found()).containsExactly(".");
    }

    /** As damage of a disk may leave it: the length must not take memory, and the backup fails with a sentence. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Integer.MAX_VALUE})
    void refusesAListWithALengthThatNoPathHas(int length, @TempDir Path directory) throws IOException {
        var list = Files.write(
                directory.resolve("list"),
                ByteBuffer.allocate(100).putInt(Long.BYTES + 2, length).array());
        try (var reader = new ScanList.Reader(list)) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the list of a scan is damaged");
        }
    }

    @Test
    void refusesAPlanWithMoreDirectoriesThanAPathHas(@TempDir Path directory) throws IOException {
        var plan = Files.write(
                directory.resolve("plan"),
                ByteBuffer.allocate(100)
                        .putInt(1 + 4 + 2 + 16, Integer.MAX_VALUE)
                        .array());
        try (var reader = new PackPlan.Reader(plan)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the plan of a backup is damaged");
        }
    }
}
