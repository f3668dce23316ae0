package io.bundlebackup.archive.pack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scans and packs a tree again and again while somebody exchanges its directories for links, its files for links, fifos and
 * directories, and back. Where the links lead, everything bears a mark: names, content, times, attributes. No mark may ever get into
 * what a backup writes or tells.
 */
@Timeout(600)
class SwappingAttackerProperties {
    private static final String MARK = "MARKED";
    private static final long MARKED_TIME = 912_345_678;
    private static final List<String> MARKS = List.of(
            MARK,
            Long.toString(MARKED_TIME),
            Long.toOctalString(MARKED_TIME),
            new String(ByteBuffer.allocate(8).putLong(MARKED_TIME).array(), ISO_8859_1));
    private static final int BIG = 20_000;
    private static final ScanLimits LIMITS = new ScanLimits(10_000, 60_000, 18);
    private static final List<String> FILES = List.of(
            "a/1",
            "a/b/2",
            "a/b/c/3",
            "a/b/c/4",
            "a/b/c/d/5",
            "a/b/c/d/6",
            "a/z",
            "e/7",
            "e/f/8",
            "e/fifo",
            "e/g",
            "h",
            "other/8");
    private static final List<String> BIG_FILES = List.of("a/b/c/large.bin", "e/large.bin", "large.bin");

    @TempDir
    Path temp;

    Path tree;
    Path outside;
    Path prepared;
    RandomAccessFile fifo;
    Directory root;

    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final ManifestHeader header = new ManifestHeader("com.example.attacked", UUID.randomUUID(), null, 1L);
    private long entries;
    private long bigFiles;

    @BeforeEach
    void plantBoth() throws Throwable {
        tree = temp.resolve("tree");
        outside = temp.resolve("outside");
        prepared = Files.createDirectory(temp.resolve("prepared"));
        for (var path : FILES) {
            plant(path, 700);
        }
        for (var path : BIG_FILES) {
            plant(path, BIG);
        }
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
        fifo = SwappingAttacker.talkingFifo(
                prepared.resolve("fifo"), MARK.repeat(1_000).getBytes(UTF_8));
        mark(outside);
        root = Directory.open(tree);
    }

    /** A file in the tree, and one of the same name, size and rights, but marked, outside. */
    private void plant(String path, int size) throws IOException {
        var content = path.repeat(size / path.length() + 1).substring(0, size).getBytes(UTF_8);
        digests.put(path, HexFormat.of().formatHex(Digests.sha256().digest(content)));
        Files.createDirectories(tree.resolve(path).getParent());
        Files.write(tree.resolve(path), content);
        Files.createDirectories(outside.resolve(path).getParent());
        Files.writeString(
                outside.resolve(path), MARK.repeat(size / MARK.length() + 1).substring(0, size));
        Files.writeString(outside.resolve(path + "-" + MARK), MARK);
    }

    private static void mark(Path outside) throws Throwable {
        try (var all = Files.walk(outside)) {
            for (var path : (Iterable<Path>) all.sorted((a, b) -> b.compareTo(a))::iterator) {
                RawFiles.setXattr(path, ("user." + MARK).getBytes(UTF_8), MARK.getBytes(UTF_8));
                Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(MARKED_TIME)));
            }
        }
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        root.close();
        fifo.close();
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    @Test
    void nothingOutsideTheRootEverGetsIntoABackup() throws Exception {
        long seed = System.nanoTime();
        int rounds = SwappingAttacker.rounds();
        var packer = new PartPacker(root, ScanFiles.in(temp), LIMITS.bigFile(), header, this::failed);

        try (var attacker = attacker(seed)) {
            attacker.start();
            for (int round = 0; round < rounds; round++) {
                try {
                    backUp(packer);
                } catch (AssertionError e) {
                    throw new AssertionError("seed %d, round %d, %d swaps".formatted(seed, round, attacker.swaps()), e);
                }
            }
            assertThat(attacker.swaps()).as("swaps").isGreaterThan(rounds);
        }
        // An attack that meets nobody proves nothing: each door must have been tried, and the rest must have been
        // delivered.
        assertThat(failures).containsKeys("it was replaced by a link while the backup ran");
        assertThat(entries).isGreaterThan(rounds);
        assertThat(bigFiles).isPositive();
    }

    private SwappingAttacker attacker(long seed) throws Exception {
        var attacker = new SwappingAttacker(seed);
        for (var path : List.of("a", "a/b/c", "a/1", "a/b/c/3", "large.bin")) {
            attacker.prepare(tree.resolve(path), link(path, outside.resolve(path)));
        }
        for (var path : List.of("a/b", "a/b/c/d", "h", "e/large.bin")) {
            var from = Objects.requireNonNull(tree.resolve(path).getParent());
            attacker.prepare(tree.resolve(path), link(path, from.relativize(outside.resolve(path))));
        }
        // Those lead to other places inside, whose content must not appear under these names.
        attacker.prepare(tree.resolve("e/7"), link("e/7", Path.of("../h")));
        attacker.prepare(tree.resolve("e/f"), link("e/f", Path.of("../other")));
        attacker.prepare(tree.resolve("e/fifo"), prepared.resolve("fifo"));
        attacker.prepare(tree.resolve("e/g"), full("g"));
        attacker.prepare(tree.resolve("link"), full("link"));
        return attacker;
    }

    private Path link(String path, Path target) throws IOException {
        return Files.createSymbolicLink(prepared.resolve(path.replace('/', '-')), target);
    }

    private Path full(String name) throws IOException {
        Files.createDirectories(prepared.resolve(name).resolve("inside"));
        return prepared.resolve(name);
    }

    private void backUp(PartPacker packer) throws IOException, InterruptedException {
        var scanned = ScanFiles.in(temp);
        TreeScan.scan(root, TreeWalk.Filter.all(), LIMITS, scanned, this::failed);
        assertUnmarked("the scan", Files.readAllBytes(scanned.entries()));
        try (var plan = new PackPlan.Reader(scanned.plan())) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                switch (unit) {
                    case PackUnit.Part part -> pack(packer, part);
                    case PackUnit.BigFile big -> digest(big);
                    case PackUnit.HardLink further -> throw new AssertionError("nothing here has several names");
                }
            }
        }
    }

    private void failed(String path, String reason) {
        failures.merge(reason, 1, Integer::sum);
        assertUnmarked("a failure", path.getBytes(UTF_8));
    }

    private void pack(PartPacker packer, PackUnit.Part part) throws IOException, InterruptedException {
        var tar = temp.resolve("part.tar");
        var manifest = temp.resolve("part.manifest");
        packer.pack(part, tar, manifest);
        assertUnmarked("a part", Files.readAllBytes(tar));
        assertManifest(Files.readAllBytes(manifest));
        Files.delete(tar);
        Files.delete(manifest);
    }

    private void digest(PackUnit.BigFile unit) throws IOException, InterruptedException {
        try {
            var big = BigFile.digest(root, ScanFiles.in(temp), unit, header);
            bigFiles++;
            assertManifest(big.manifest());
            assertUnmarked("what is kept of a big file", big.format().getBytes(UTF_8));
        } catch (SkippedFileException e) {
            failed(unit.uri(), e.reason());
        } catch (PosixException e) {
            failed(unit.uri(), FailedEntries.reason(e));
        }
    }

    private void assertManifest(byte[] manifest) throws IOException {
        assertUnmarked("a manifest", manifest);
        try (var reader = new ManifestReader(new ByteArrayInputStream(manifest))) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries++;
                var path = entry.path().encoded();
                if (entry.isRegularFile()) {
                    assertThat(entry.sha256()).as(path).isEqualTo(digests.get(path));
                }
            }
        }
    }

    private static void assertUnmarked(String what, byte[] bytes) {
        var text = new String(bytes, ISO_8859_1);
        for (var mark : MARKS) {
            if (text.contains(mark)) {
                throw new AssertionError(what + " has a mark of the outside in it");
            }
        }
    }
}
