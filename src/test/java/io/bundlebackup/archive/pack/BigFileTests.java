package io.bundlebackup.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.scan.BigFileNames;
import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigFileTests {
    private static final String ODD = "dir/new\nline;%\u00ff.tar";

    @TempDir
    private Path temp = Path.of("");

    private final ManifestHeader header =
            new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis() + 60_000);
    private Path file;
    private Directory root;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(temp.resolve("source/dir"));
        file = Files.writeString(RawFiles.at(temp.resolve("source"), ODD), "a big file");
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789)));
        root = Directory.open(temp.resolve("source"));
    }

    @AfterEach
    void close() {
        root.close();
    }

    static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(Digests.sha256().digest(Files.readAllBytes(file)));
    }

    private PackUnit.BigFile planned() throws Exception {
        TreeScan.scan(root, TreeWalk.Filter.all(), new ScanLimits(3, 100, 100), ScanFiles.in(temp), (p, r) -> {
            throw new AssertionError(p + r);
        });
        try (var plan = new PackPlan.Reader(temp.resolve("plan"))) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (unit instanceof PackUnit.BigFile big) {
                    return big;
                }
            }
        }
        throw new AssertionError("no big file was planned");
    }

    private BigFile digested() throws Exception {
        return BigFile.digest(root, ScanFiles.in(temp), planned(), header);
    }

    @Test
    void recordsTheStateAtTheDigest() throws Exception {
        var big = digested();

        assertThat(big.entry().path()).isEqualTo(RawPath.of(RawFiles.raw(ODD)));
        assertThat(big.entry().sha256()).isEqualTo(sha256(file));
        assertThat(big.entry().mtime()).isEqualTo(new UnixTime(1_600_000_000, 123_456_789));
        assertThat(big.entry().ctime()).isNotNull();
        assertThat(big.entry().userTar()).as("a tar of the user's").isTrue();
        assertThat(big.entry().fileName()).matches("[0-9a-f]{16}\\.tar");
        assertThat(PackedTree.isStill(root, big)).isTrue();
    }

    @Test
    void parsesItsTextForm() throws Exception {
        var big = digested();

        var again = BigFile.parse(big.format());

        assertThat(again).usingRecursiveComparison().isEqualTo(big);
        assertThat(PackedTree.isStill(root, again)).isTrue();
        assertThatThrownBy(() -> BigFile.parse("com.example\nnot a uuid\n\n1\n1\n1\nx"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsManifestIsOneLineWithoutARacyCtime() throws Exception {
        var big = digested();

        try (var reader = new ManifestReader(new ByteArrayInputStream(big.manifest()), "com.example")) {
            var line = java.util.Objects.requireNonNull(reader.next());
            assertThat(line.path()).isEqualTo(big.entry().path());
            assertThat(line.ctime()).isEqualTo(big.entry().ctime());
            assertThat(reader.next()).isNull();
        }
        var young = new BigFile(
                new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis()),
                big.entry(),
                big.accessed(),
                big.slot());
        assertThat(young.settledEntry().ctime()).isNull();
    }

    @Test
    void isChangedOnceAnyAttributeChanges() throws Exception {
        var big = digested();

        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_788)));
        assertThat(PackedTree.isStill(root, big)).as("another time").isFalse();
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789)));
        assertThat(PackedTree.isStill(root, big))
                .as("the same time, but another ctime")
                .isFalse();
        var now = big.digestAgain(root);
        assertThat(PackedTree.isStill(root, now)).isTrue();
        assertThat(now.entry().fileName()).isEqualTo(big.entry().fileName());
        assertThat(now.entry().sha256()).isEqualTo(big.entry().sha256());
        Files.writeString(file, "another one");
        assertThat(PackedTree.isStill(root, now)).isFalse();
    }

    @Test
    void isNotDigestedAgainWhenItsPathIsMissingOrALinkOrADirectory() throws Exception {
        var big = digested();
        var outside = Files.move(file, temp.resolve("outside"));

        assertThatThrownBy(() -> big.digestAgain(root)).isInstanceOf(PosixException.class);
        Files.createSymbolicLink(file, outside);
        assertThatThrownBy(() -> big.digestAgain(root)).isInstanceOf(PosixException.class);
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> big.digestAgain(root)).isInstanceOf(SkippedFileException.class);
    }

    @Test
    void namesOfDifferentPathsDiffer() {
        var names = new BigFileNames();
        var path = RawPath.of("dir/a.b.JPG_2");
        var hex = HexFormat.of().formatHex(Digests.sha256().digest("dir/a.b.JPG_2".getBytes(StandardCharsets.UTF_8)));

        assertThat(names.isTaken(path)).isFalse();
        assertThat(BigFileNames.name(path, false)).isEqualTo(hex.substring(0, 16) + ".JPG_2");
        assertThat(names.isTaken(path)).as("as on a collision").isTrue();
        assertThat(BigFileNames.name(path, true)).isEqualTo(hex + ".JPG_2");
        assertThat(BigFileNames.name(RawPath.of("dir.d/noext"), false)).matches("[0-9a-f]{16}");
        assertThat(BigFileNames.name(RawPath.of("ends."), false)).matches("[0-9a-f]{16}");
        assertThat(BigFileNames.name(RawPath.of("x.ab-c"), false)).matches("[0-9a-f]{16}");
        assertThat(BigFileNames.name(RawPath.of("x.é"), false)).matches("[0-9a-f]{16}");
        assertThat(BigFileNames.name(RawPath.of(".bashrc"), false)).matches("[0-9a-f]{16}\\.bashrc");
        assertThat(BigFileNames.name(RawPath.of("y." + "e".repeat(16)), false)).matches("[0-9a-f]{16}\\.e{16}");
        assertThat(BigFileNames.name(RawPath.of("y." + "e".repeat(17)), false)).matches("[0-9a-f]{16}");
    }

    @Test
    void findsEveryNameThatIsTaken() {
        var names = new BigFileNames();
        for (int i = 0; i < 10_000; i++) {
            assertThat(names.isTaken(RawPath.of("d/" + i))).isFalse();
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(names.isTaken(RawPath.of("d/" + i))).isTrue();
        }
        assertThat(names.isTaken(RawPath.of("d/10000"))).isFalse();
    }
}
