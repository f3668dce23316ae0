package io.bundlebackup.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.HardLinkScan;
import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scanning a tree into a list and a plan, and packing the plan's parts. */
class PackedPartsTests {
    @TempDir
    private Path temp = Path.of("");

    private final List<String> failures = new ArrayList<>();
    private final ManifestHeader header =
            new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis() + 60_000);
    private Path source;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
    }

    private ScanTotals scan(long bigFile, long partBytes, int partEntries) throws Exception {
        try (var root = Directory.open(source)) {
            return TreeScan.scan(
                    root,
                    TreeWalk.Filter.all(),
                    new ScanLimits(bigFile, partBytes, partEntries),
                    ScanFiles.in(temp),
                    (path, reason) -> failures.add(path + ": " + reason));
        }
    }

    private List<PackUnit> plan() throws IOException {
        var units = new ArrayList<PackUnit>();
        try (var reader = new PackPlan.Reader(temp.resolve("plan"))) {
            for (var unit = reader.next(); unit != null; unit = reader.next()) {
                units.add(unit);
            }
        }
        return units;
    }

    private List<String> scanned(PackUnit.Part part) throws IOException {
        var paths = new ArrayList<String>();
        try (var reader = new ScanList.Reader(temp.resolve("scan"))) {
            reader.at(part.from());
            while (reader.offset() < part.to()) {
                paths.add(reader.read().path().encoded());
            }
        }
        return paths;
    }

    private List<Entry> pack(PackUnit unit) throws Exception {
        var part = (PackUnit.Part) unit;
        var manifest = temp.resolve(part.uri() + ".manifest");
        try (var root = Directory.open(source)) {
            new PartPacker(root, ScanFiles.in(temp), 100, header, (path, reason) -> failures.add(path + ": " + reason))
                    .pack(part, temp.resolve(part.uri()), manifest);
        }
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(manifest))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @Test
    void anEmptyTreeIsOnePartWithTheRoot() throws Exception {
        var totals = scan(10, 10, 10);

        assertThat(totals).isEqualTo(new ScanTotals(0, 0, 0, null, null));
        assertThat(plan()).hasSize(1);
        assertThat(scanned((PackUnit.Part) plan().getFirst())).containsExactly(".");
    }

    @Test
    void aPartIsClosedWhenItReachesItsBytesOrItsEntries() throws Exception {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            Files.write(source.resolve(name), new byte[5]);
        }

        scan(5, 10, 100);
        assertThat(plan()).hasSize(3);
        assertThat(scanned((PackUnit.Part) plan().get(0))).containsExactly(".", "a", "b");
        assertThat(scanned((PackUnit.Part) plan().get(1))).containsExactly("c", "d");

        scan(5, 1000, 2);
        assertThat(plan())
                .extracting(unit -> ((PackUnit.Part) unit).uri())
                .containsExactly("part.0.tar", "part.1.tar", "part.2.tar");
        assertThat(scanned((PackUnit.Part) plan().get(2))).containsExactly("d", "e");
    }

    /** A damaged part is packed again after the index of an increment, whose links are those of all entries. */
    @Test
    void aPartIsPackedAgainAfterTheManifestOfAnIncrement() throws Exception {
        for (var name : List.of("a", "b", "c")) {
            Files.createLink(source.resolve(name + "2"), Files.writeString(source.resolve(name + "1"), name));
        }
        scan(100, 100, 100);
        var scanned = ScanFiles.in(temp);
        HardLinkScan.find(
                scanned, scanned.links(), entry -> entry.path().encoded().startsWith("c"));
        HardLinkScan.find(scanned, scanned.allLinks(), entry -> true);

        var lines = pack(plan().getFirst());

        assertThat(failures).isEmpty();
        assertThat(lines).extracting(Entry::isHardLink).containsExactly(false, false, true, false, true, false, true);
    }

    @Test
    void aFileAboveTheLimitIsASeparateUnitAndDoesNotCloseThePart() throws Exception {
        Files.write(source.resolve("a"), new byte[10]);
        Files.write(source.resolve("b"), new byte[11]);
        Files.write(source.resolve("c"), new byte[10]);

        var totals = scan(10, 1000, 100);

        assertThat(totals.files()).isEqualTo(3);
        assertThat(totals.bytes()).isEqualTo(31);
        assertThat(plan()).hasSize(2);
        assertThat(plan().stream().filter(PackUnit.BigFile.class::isInstance)).hasSize(1);
        var part = (PackUnit.Part) plan().getLast();
        assertThat(part.files()).isEqualTo(2);
        assertThat(part.bytes()).isEqualTo(20);
        assertThat(pack(part)).extracting(entry -> entry.path().encoded()).containsExactly(".", "a", "b", "c");
    }

    @Test
    void aPartBeginsWithTheDirectoriesAboveIt() throws Exception {
        Files.createDirectories(source.resolve("x/y"));
        Files.write(source.resolve("x/y/1"), new byte[1]);
        Files.write(source.resolve("x/y/2"), new byte[1]);

        scan(10, 1000, 4);

        var second = (PackUnit.Part) plan().getLast();
        assertThat(second.ancestors()).hasSize(3);
        assertThat(TarTools.run("tar", "-tf", packed(second).toString()).lines())
                .containsExactly("x/y/2", "x/y/", "x/", "./");
    }

    private Path packed(PackUnit.Part part) throws Exception {
        pack(part);
        return temp.resolve(part.uri());
    }

    @Test
    void countsSpecialFiles() throws Exception {
        RawFiles.makeFifo(source.resolve("fifo;"));
        RawFiles.makeFifo(source.resolve("z"));

        var totals = scan(10, 10, 10);

        assertThat(totals.specials()).isEqualTo(2);
        assertThat(totals.firstSpecial()).isEqualTo("fifo%3B");
        assertThat(failures).isEmpty();
    }

    @Test
    void unreadableEntriesAreReportedAndTheOthersPacked() throws Throwable {
        Files.write(source.resolve("a"), new byte[1]);
        Files.write(source.resolve("secret"), new byte[1]);
        Files.createDirectory(
                source.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(source.resolve("secret"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));

        RawFiles.asNobody(() -> {
            scan(10, 1000, 1000);
            assertThat(pack(plan().getFirst()))
                    .extracting(entry -> entry.path().encoded())
                    .contains("a")
                    .doesNotContain("secret");
        });

        assertThat(failures).contains("secret: the service has no permission to read it");
    }

    @Test
    void entriesThatVanishedOrWereReplacedSinceTheScanAreReported() throws Exception {
        Files.write(source.resolve("gone"), new byte[1]);
        Files.write(source.resolve("link"), new byte[1]);
        Files.write(source.resolve("directory"), new byte[1]);
        Files.write(source.resolve("stays"), new byte[1]);
        scan(10, 1000, 1000);
        Files.delete(source.resolve("gone"));
        Files.delete(source.resolve("link"));
        Files.createSymbolicLink(source.resolve("link"), source.resolve("stays"));
        Files.delete(source.resolve("directory"));
        Files.createDirectory(source.resolve("directory"));

        var lines = pack(plan().getFirst());

        assertThat(lines).extracting(entry -> entry.path().encoded()).containsExactly(".", "stays");
        assertThat(failures)
                .containsExactlyInAnyOrder(
                        "gone: it vanished while the backup ran",
                        "link: it was replaced by a link while the backup ran",
                        "directory: it was replaced by something else while the backup ran");
        assertThat(TarTools.run("tar", "-tf", temp.resolve("part.0.tar").toString())
                        .lines())
                .containsExactly("stays", "./");
    }

    @Test
    void aFileThatChangedSinceTheScanIsPackedAsItIsNow() throws Exception {
        Files.writeString(source.resolve("a"), "before");
        scan(10, 1000, 1000);
        Files.writeString(source.resolve("a"), "after, and longer than any limit of a big file");

        var line = pack(plan().getFirst()).getLast();

        assertThat(line.sha256()).isEqualTo(BigFileTests.sha256(source.resolve("a")));
        assertThat(line.size()).isEqualTo(Files.size(source.resolve("a")));
        assertThat(failures).isEmpty();
    }

    /** If it were read, there would be nothing left, and this would wait for it. */
    @Test
    @Timeout(10)
    void aFifoThatReplacedAFileIsNotRead() throws Exception {
        Files.writeString(source.resolve("a"), "file");
        scan(10, 1000, 1000);
        Files.delete(source.resolve("a"));
        RawFiles.makeFifo(source.resolve("a"));

        try (var fifo = FileChannel.open(source.resolve("a"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fifo.write(ByteBuffer.wrap("mine".getBytes(StandardCharsets.US_ASCII)));
            assertThat(pack(plan().getFirst())).hasSize(1);

            var read = ByteBuffer.allocate(10);
            fifo.read(read);
            assertThat(new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII))
                    .isEqualTo("mine");
        }
        assertThat(failures).containsExactly("a: it was replaced by something else while the backup ran");
    }

    @Test
    void packingStopsWhenItIsInterrupted() throws Exception {
        Files.write(source.resolve("a"), new byte[1]);
        scan(10, 1000, 1000);
        var part = plan().getFirst();

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pack(part))
                .isInstanceOfAny(InterruptedException.class, ClosedByInterruptException.class);
        Thread.interrupted();
    }

    @Test
    void anEntryWithRacyTimestampsLosesItsCtime() {
        long begun = 1_000_000_500L;
        for (long[] time :
                new long[][] {{999_998, 500_000_000}, {999_998, 999_999_999}, {1_000_000, 0}, {1_000_005, 0}}) {
            assertThat(settled(begun, new UnixTime(time[0], (int) time[1]), UnixTime.EPOCH))
                    .as("ctime %s", time[0])
                    .isNull();
            assertThat(settled(begun, UnixTime.EPOCH, new UnixTime(time[0], (int) time[1])))
                    .as("mtime %s", time[0])
                    .isNull();
        }
        var old = new UnixTime(999_998, 499_999_999);
        assertThat(settled(begun, old, old)).isEqualTo(old);
    }

    private static @org.jspecify.annotations.Nullable UnixTime settled(long begunAt, UnixTime ctime, UnixTime mtime) {
        var entry = new Entry(
                RawPath.of("a"),
                0100644,
                0,
                mtime,
                "0".repeat(64),
                false,
                ctime,
                1,
                0,
                0,
                null,
                List.of(),
                "part.0.tar");
        return Entries.settled(entry, begunAt).ctime();
    }
}
