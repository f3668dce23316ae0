package io.bundlebackup.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written through mappings while they are read. */
class StatBeforeReadTests {
    private static final byte[] NAME = "file".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = 1 << 21;

    @TempDir
    private Path temp = Path.of("");

    private final List<String> failures = new ArrayList<>();
    private Path source;
    private Directory root;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        Files.write(source.resolve("file"), new byte[SIZE]);
        Files.setLastModifiedTime(source.resolve("file"), FileTime.from(Instant.ofEpochSecond(1_600_000_000)));
        root = Directory.open(source);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private MemorySegment map(Arena arena) throws IOException {
        try (var channel =
                FileChannel.open(source.resolve("file"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
        }
    }

    private static void store(MemorySegment to, int value) {
        to.set(ValueLayout.JAVA_INT, 0, value);
    }

    /** The file system is flushed, as before each scan. */
    private ManifestHeader begin() throws IOException {
        root.syncFileSystem();
        return header(System.currentTimeMillis());
    }

    private static ManifestHeader header(long begunAt) {
        return new ManifestHeader("com.example", UUID.randomUUID(), null, begunAt);
    }

    private PackUnit planned(long bigFile) throws Exception {
        TreeScan.scan(
                root, TreeWalk.Filter.all(), new ScanLimits(bigFile, 1L << 30, 10), ScanFiles.in(temp), (p, r) -> {
                    throw new AssertionError(p + r);
                });
        try (var plan = new PackPlan.Reader(temp.resolve("plan"))) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (unit instanceof PackUnit.BigFile || bigFile >= SIZE) {
                    return unit;
                }
            }
        }
        throw new AssertionError("nothing was planned");
    }

    @Test
    void aStoreAfterABigFileWasDigestedIsSeenThoughItsPageWasDirtyBefore() throws Exception {
        try (var arena = Arena.ofConfined()) {
            var mapped = map(arena);
            var header = begin();
            store(mapped, 1);
            var big = BigFile.digest(root, ScanFiles.in(temp), (PackUnit.BigFile) planned(1), header);
            assertThat(PackedTree.isStill(root, big)).isTrue();

            store(mapped, 2);

            assertThat(PackedTree.isStill(root, big)).isFalse();
        }
    }

    @Test
    void aStoreAfterALaterDigestIsSeenToo() throws Exception {
        try (var arena = Arena.ofConfined()) {
            var mapped = map(arena);
            var big = BigFile.digest(root, ScanFiles.in(temp), (PackUnit.BigFile) planned(1), begin());
            store(mapped, 1);
            assertThat(PackedTree.isStill(root, big)).isFalse();
            store(mapped, 2);
            big = big.digestAgain(root);
            assertThat(PackedTree.isStill(root, big)).isTrue();

            store(mapped, 3);

            assertThat(PackedTree.isStill(root, big)).isFalse();
        }
    }

    /** What is done while a thread stores the same number to the begin and to the end of the file, then the next one, as fast as it can. */
    private interface Reading {
        void run(ManifestHeader header) throws Exception;
    }

    private void whileItIsStoredTo(Reading reading) throws Exception {
        try (var arena = Arena.ofShared()) {
            var mapped = map(arena);
            var header = begin();
            var begun = new CountDownLatch(1);
            var stopped = new AtomicBoolean();
            var writer = Thread.ofPlatform().start(() -> {
                for (int i = 1; !stopped.get(); i++) {
                    mapped.set(ValueLayout.JAVA_INT, 0, i);
                    mapped.set(ValueLayout.JAVA_INT, SIZE - 4, i);
                    begun.countDown();
                }
            });
            try {
                begun.await();
                reading.run(header);
            } finally {
                stopped.set(true);
                writer.join();
            }
        }
    }

    /** If both numbers in it are the same, or nearly, it is a file that there was. */
    @Test
    void aSmallFileThatIsWrittenThroughAMappingMeanwhileIsPackedAsItWasOnceOrReported() throws Exception {
        var unit = (PackUnit.Part) planned(SIZE);

        whileItIsStoredTo(header -> new PartPacker(
                        root, ScanFiles.in(temp), SIZE, header, (path, reason) -> failures.add(path + ": " + reason))
                .pack(unit, temp.resolve("tar"), temp.resolve("manifest")));

        if (failures.isEmpty()) {
            TarTools.run("tar", "-xf", temp.resolve("tar").toString(), "-C", temp.toString());
            var packed =
                    ByteBuffer.wrap(Files.readAllBytes(temp.resolve("file"))).order(ByteOrder.nativeOrder());
            assertThat(packed.getInt(0) - packed.getInt(SIZE - 4)).isBetween(0, 1);
        } else {
            assertThat(failures).containsExactly("file: " + FailedEntries.KEPT_CHANGING);
        }
    }

    @Test
    void aBigFileThatIsWrittenThroughAMappingMeanwhileShowsLaterChangesOrIsReported() throws Exception {
        var unit = (PackUnit.BigFile) planned(1);

        whileItIsStoredTo(header -> {
            try {
                var big = BigFile.digest(root, ScanFiles.in(temp), unit, header);
                await().untilAsserted(
                                () -> assertThat(PackedTree.isStill(root, big)).isFalse());
            } catch (SkippedFileException e) {
                assertThat(e.reason()).isEqualTo(FailedEntries.KEPT_CHANGING);
            }
        });
    }

    @Test
    void anyStatOfAFileOlderThanTheFlushIsConclusive() throws Exception {
        Stat stat;
        try (var file = root.openFile(NAME)) {
            stat = file.stat();
        }
        long changed = stat.ctimeSeconds() * 1_000 + stat.ctimeNanos() / 1_000_000;

        assertThat(new StatBeforeRead(root, header(changed + 1_000)).isConclusive(stat))
                .isTrue();
        assertThat(new StatBeforeRead(root, header(changed + 5)).isConclusive(stat))
                .as("in the same tick of the clock")
                .isFalse();
        assertThat(new StatBeforeRead(root, header(changed - 1_000)).isConclusive(stat))
                .isFalse();
        try (var proc = Directory.open(Path.of("/proc"))) {
            assertThat(new StatBeforeRead(proc, header(changed + 1_000)).isConclusive(stat))
                    .as("on another file system than the one that was flushed")
                    .isFalse();
        }
    }
}
