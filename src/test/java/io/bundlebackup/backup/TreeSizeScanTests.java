package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.SizeScan;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeSizeScanTests {
    private static final long LONG_AGO = 1_000_000_000;

    private final SizeScan scan = new TreeSizeScan(InstantSource.system());

    @TempDir
    Path root;

    @BeforeEach
    void makeATree() throws IOException {
        Trees.file(root, "a.txt", 1);
        Trees.file(root, "files/b.bin", 10);
        Trees.file(root, "files/deep/er/c.bin", 100);
        Trees.file(root, "cache/d.tmp", 1_000);
        Files.createDirectories(root.resolve("empty"));
    }

    @Test
    void addsUpTheRegularFilesThatAreSelected() throws IOException {
        assertThat(scan.scan(bundle(PathSelection.everything()), 0))
                .isEqualTo(new SizeScan.Sizes(1_111, 4, 1_111, 4, 0));
        assertThat(scan.scan(bundle(PathSelection.of(List.of("files"), List.of())), 0)
                        .bytes())
                .isEqualTo(110);
        assertThat(scan.scan(bundle(PathSelection.of(List.of("**/er/*"), List.of())), 0)
                        .bytes())
                .isEqualTo(100);
        assertThat(scan.scan(bundle(PathSelection.of(List.of(), List.of("cache", "**/b.*"))), 0)
                        .bytes())
                .isEqualTo(101);
        assertThat(scan.scan(bundle(PathSelection.of(List.of(), List.of("**"))), 0)
                        .files())
                .isZero();
    }

    @Test
    void doesNotCountTheServicesOwnDirectories() throws IOException {
        PathSelection selection =
                PathSelection.everything().skipping(List.of("files/deep".getBytes(StandardCharsets.UTF_8)));

        assertThat(scan.scan(bundle(selection), 0).bytes()).isEqualTo(1_011);
    }

    @Test
    void countsEntriesThatThePreviousManifestDoesNotList() throws Exception {
        try (var chain = new Chain()) {
            chain.file("same", "0123456789");
            chain.file("changed", "1");
            chain.clockAhead(Duration.ofHours(1)).backUp();
            chain.file("changed", "22");
            chain.file("new", "333");
            var later = new TreeSizeScan(() -> Instant.now().plus(Duration.ofHours(1)));

            var sizes = later.scanAgainst(
                    TestBundles.of("com.example.tree", chain.source),
                    chain.last().manifest());

            assertThat(sizes).isEqualTo(new SizeScan.Sizes(15, 3, 5, 2, 0));
        }
    }

    @Test
    void followsNoLink() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createSymbolicLink(root.resolve("again"), root.resolve("a.txt"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));

        assertThat(scan.scan(bundle(PathSelection.everything()), 0))
                .isEqualTo(new SizeScan.Sizes(1_111, 4, 1_111, 4, 0));
    }

    @Test
    void countsFilesThatChangedSinceATime() throws IOException {
        Bundle bundle = bundle(PathSelection.everything());
        long now = Instant.now().getEpochSecond();

        assertThat(scan.scan(bundle, now + 1_000).incrementBytes()).isZero();

        Files.setLastModifiedTime(root.resolve("files/b.bin"), FileTime.from(Instant.ofEpochSecond(now + 1_000)));
        SizeScan.Sizes sizes = scan.scan(bundle, now + 1_000);
        assertThat(sizes.incrementBytes()).isEqualTo(10);
        assertThat(sizes.incrementFiles()).isEqualTo(1);
        assertThat(sizes.bytes()).isEqualTo(1_111);
    }

    @Test
    void countsAFileWithAnOldMtimeByItsCtime() throws IOException {
        Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(Instant.ofEpochSecond(LONG_AGO)));

        assertThat(scan.scan(bundle(PathSelection.everything()), LONG_AGO + 1).incrementFiles())
                .isEqualTo(4);
    }

    @Test
    void namesThatAreNotUtf8AreSelectedByTheirBytes() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf 12345 > \"$(printf 'x\\377y')\"")
                .directory(root.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();

        assertThat(scan.scan(bundle(PathSelection.of(List.of("x?y"), List.of())), 0)
                        .bytes())
                .isEqualTo(5);
        assertThat(scan.scan(bundle(PathSelection.of(List.of("x*"), List.of("x\uFFFDy"))), 0)
                        .bytes())
                .isEqualTo(5);
    }

    @Test
    void failsWhenTheRootIsNotThere() {
        Bundle gone = TestBundles.of("com.gone", root.resolve("gone"), PathSelection.everything());

        assertThatThrownBy(() -> scan.scan(gone, 0)).isInstanceOf(PosixException.class);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> scan.scan(bundle(PathSelection.everything()), 0))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void countsTheContentOfAFileWithSeveralNamesOnce() throws IOException {
        Files.createLink(root.resolve("files/deep/b2.bin"), root.resolve("files/b.bin"));
        Files.createLink(root.resolve("z.bin"), root.resolve("files/b.bin"));
        Files.createLink(root.resolve("z.txt"), root.resolve("a.txt"));

        assertThat(scan.scan(bundle(PathSelection.everything()), LONG_AGO))
                .isEqualTo(new SizeScan.Sizes(1_111, 7, 1_111, 7, 0));
    }

    @Test
    void countsOnlySelectedNamesOfAFile() throws IOException {
        Files.createLink(root.resolve("cache/b2.bin"), root.resolve("files/b.bin"));

        assertThat(scan.scan(bundle(PathSelection.of(List.of(), List.of("cache"))), 0))
                .isEqualTo(new SizeScan.Sizes(111, 3, 111, 3, 0));
    }

    @Test
    void countsFilesAboveTheLimitOfInodesWithEachName() throws IOException {
        Files.createLink(root.resolve("z.bin"), root.resolve("files/b.bin"));
        Files.createLink(root.resolve("z.txt"), root.resolve("a.txt"));

        // The first inode with two names is known, the second is not, until the first one's names are all seen.
        assertThat(new TreeSizeScan(InstantSource.system(), 1)
                        .scan(bundle(PathSelection.everything()), 0)
                        .bytes())
                .isEqualTo(1_121);
    }

    @Test
    void doesNotCountEntriesThatNoBackupContains() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(scan.scan(bundle(PathSelection.everything()), 0))
                .isEqualTo(new SizeScan.Sizes(1_111, 4, 1_111, 4, 0));
    }

    @Test
    void endsInAHugeDirectoryWhenItsThreadIsInterrupted() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            Trees.file(root, "many/" + i, 0);
        }
        Thread walking = Thread.ofVirtual().unstarted(() -> {
            PathSelection selection = PathSelection.everything();
            while (true) {
                try {
                    scan.scan(bundle(selection), 0);
                } catch (InterruptedIOException e) {
                    return;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        walking.start();
        walking.interrupt();

        assertThat(walking.join(Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void measuresTheSampleBundle() throws IOException {
        Bundle sample = new Bundles(new BundleSettings(Path.of("bundles"), Path.of("data"), List.of()))
                .find("com.example.hiworld")
                .orElseThrow();

        SizeScan.Sizes sizes = scan.scan(sample, 0);

        assertThat(sizes.files()).isGreaterThan(200);
        assertThat(sizes.bytes()).isBetween(2_500_000L, 6_000_000L);
        assertThat(sizes.unreadable()).isZero();
    }

    private Bundle bundle(PathSelection selection) {
        return TestBundles.of("com.a", root, selection);
    }
}
