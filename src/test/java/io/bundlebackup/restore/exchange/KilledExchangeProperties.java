package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.pack.PackedTree;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that restores two trees in turn is killed, as by {@code kill -9}, at random moments: what is there afterwards is one of them
 * and never a mixture. {@code -Dkills=200} for more of them, {@code -Dseed=…} for certain ones.
 */
@Timeout(900)
class KilledExchangeProperties {
    private static final int KILLS = Integer.getInteger("kills", 12);
    /** Some restores, and the exchanges back and forth between them, take about so long. */
    private static final int LONGEST_MILLIS = 400;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private Path home = Path.of("");
    private @Nullable SmallDisk disk;
    private Picture a = new Picture(new TreeMap<>());
    private Picture b = new Picture(new TreeMap<>());

    @BeforeEach
    void pack() throws Exception {
        home = Files.createTempDirectory("killed");
        Files.createDirectory(home.resolve("data"));
        var random = new Random(seed);
        a = pack("a", random);
        b = pack("b", random);
    }

    private Picture pack(String name, Random random) throws Exception {
        var work = Files.createDirectory(home.resolve(name));
        var source = Files.createDirectory(work.resolve("source"));
        for (int i = 0; i < 40; i++) {
            // Names that both have, of files here and directories there.
            var both = source.resolve("both-" + i);
            if (random.nextBoolean()) {
                Files.writeString(both, name);
            } else {
                Files.writeString(Files.createDirectory(both).resolve("inside"), name);
            }
        }
        RandomTree.grow(source, random, TarTools.keepsAttributes(source));
        PackedTree.of(source, work, new ScanLimits(1 << 30, 10_000, 30));
        return Picture.of(source);
    }

    @AfterEach
    void remove() throws Exception {
        if (disk != null) {
            disk.close();
        }
        TarTools.run("rm", "-rf", home.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"WHOLE", "CHILDREN", "MOVES"})
    void aKilledExchangeLeavesTheOldTreeOrTheNewOne(RestoreMethod.Kind method) throws Exception {
        var restoring = new RestoringProcess(home, method, seed);
        // Before the first the data is no tree of either.
        restoring.goOn(0);
        restoring.goOn(0);
        var random = new Random(seed);
        int inTheMiddle = 0;
        int underWay = 0;
        boolean whole = method == RestoreMethod.Kind.WHOLE;
        // Others are rare.
        int kills = whole ? KILLS : (KILLS + 1) / 2;
        for (int round = 0; round < kills; round++) {
            var what = "seed " + seed + ", round " + round;
            int millis = random.nextInt(LONGEST_MILLIS);
            killAfter(millis, method);
            if (whole) {
                assertWhole(home.resolve("data"), what + " before anything was recovered");
            }
            inTheMiddle += isBetweenChildren(restoring.location()) ? 1 : 0;
            underWay += Files.exists(home.resolve("turn")) ? 1 : 0;
            restoring.recover();
            assertWhole(home.resolve("data"), what);
            assertStates(restoring.location(), what);
        }
        restoring.goOn(0);
        assertThat(workDirectory(restoring.location()))
                .as("seed %d, at the end", seed)
                .hasSize(1);
        // Killed only between restores it would prove nothing; how often it is hit between two children is chance.
        assertThat(underWay)
                .as("seed %d: kills in the middle of a restore", seed)
                .isPositive();
        System.out.printf("%d kills, %d in a restore, %d between two children%n", kills, underWay, inTheMiddle);
    }

    private static boolean isBetweenChildren(DataLocation location) throws IOException {
        try (var all = Files.walk(work(location), 2)) {
            return all.anyMatch(path -> path.endsWith("children"));
        }
    }

    /** What lies beside the data: previous states, each whole, what is being built, what is being removed; in a state nothing unknown. */
    private void assertStates(DataLocation location, String what) throws Exception {
        var names = workDirectory(location);
        assertThat(names)
                .as(what)
                .isNotEmpty()
                .allMatch(name -> name.matches("(new|previous|\\.gone)-[0-9a-f-]{32,36}"));
        assertThat(names.stream().filter(name -> name.startsWith("new-")).count())
                .isLessThan(2);
        assertThat(names.stream().filter(name -> name.startsWith("previous-")).count())
                .as(what)
                .isBetween(1L, 2L);
        for (var name : names) {
            var state = work(location).resolve(name);
            if (name.startsWith("previous-")) {
                assertWhole(state.resolve("tree"), what + ", " + name);
            }
            try (var inside = Files.list(state)) {
                assertThat(inside.map(path -> path.getFileName().toString()))
                        .as(what + ", " + name)
                        .allMatch(file -> file.matches(
                                "tree|aside|copies|(inode|children|children\\.(back|done)|facts)(\\.new)?"));
            }
        }
    }

    private void assertWhole(Path tree, String what) {
        var looks = new TreeMap<>(Picture.of(tree).looks());
        looks.keySet().removeIf(path -> path.toString().startsWith(".bundle-backup"));
        var found = new Picture(looks);
        if (!found.equals(a)) {
            found.assertSameAs(b, what + ": neither the one tree nor the other");
        }
    }

    private static Path work(DataLocation location) {
        return location.work();
    }

    private static List<String> workDirectory(DataLocation location) throws IOException {
        try (var inside = Files.list(work(location))) {
            return inside.map(path -> path.getFileName().toString()).toList();
        }
    }

    private void killAfter(int millis, RestoreMethod.Kind method) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RestoringProcess.class.getName(),
                        home.toString(),
                        method.name(),
                        Long.toString(seed + millis))
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            awaitBegin(lines);
            // Its end, which would be a failure, comes sooner than that of the time.
            assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS))
                    .as(() -> "it ended by itself:\n" + lines.lines().toList())
                    .isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void awaitBegin(BufferedReader lines) throws IOException {
        var said = new StringBuilder();
        for (var line = lines.readLine(); !RestoringProcess.BEGUN.equals(line); line = lines.readLine()) {
            assertThat(line).as("it did not begin:\n%s", said).isNotNull();
            said.append(line).append('\n');
        }
    }

    /** A child that cannot be moved: the others go back. */
    @Test
    void anExchangeThatCannotBeCompletedIsReverted() throws Exception {
        var restoring = new RestoringProcess(home, RestoreMethod.Kind.CHILDREN, seed);
        restoring.goOn(0);
        restoring.goOn(0);
        var data = home.resolve("data");
        var child = Files.createDirectory(data.resolve("both-5x"));
        try (var work = WorkDirectory.open(restoring.location());
                var state = work.create("0123456789abcdef0123456789abcdef")) {
            Files.setPosixFilePermissions(
                    Path.of("/proc/self/fd/" + state.descriptor(), "tree"),
                    PosixFilePermissions.fromString("rwx--x--x"));
            for (var name : List.of("both-1", "both-9", "another")) {
                Files.writeString(Path.of("/proc/self/fd/" + state.descriptor(), "tree", name), "new");
            }
            var before = Picture.of(data).looks();
            var cutover = new Cutover(
                    work,
                    new LocationExchange(restoring.location()),
                    "0123456789abcdef0123456789abcdef",
                    (replaced, session) -> {});

            // When it was asked already whether anything is mounted there.
            assertThatThrownBy(() -> cutover.commit(state, () -> disk = mount(child)))
                    .isInstanceOf(IOException.class);

            assertThat(cutover.tookPlace()).isFalse();
            cutover.discard();
            work.sweep();
            Objects.requireNonNull(disk).requireMounted();
            Objects.requireNonNull(disk).close();
            disk = null;
            var after = Picture.of(data).looks();
            before.keySet().removeIf(path -> path.toString().startsWith(".bundle-backup"));
            after.keySet().removeIf(path -> path.toString().startsWith(".bundle-backup"));
            new Picture(after).assertSameAs(new Picture(before), "the data");
            assertThat(workDirectory(restoring.location())).noneMatch(name -> name.startsWith("new-"));
        }
    }

    private static SmallDisk mount(Path child) throws InterruptedException {
        try {
            return SmallDisk.mountedOn(child, "1m");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
