package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySizeScanTests {
    private static final long LONG_AGO = 1_000_000_000;

    private final SizeScan scan = new DirectorySizeScan();

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
    void followsNoLink() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createSymbolicLink(root.resolve("again"), root.resolve("a.txt"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));

        assertThat(scan.scan(bundle(PathSelection.everything()), 0))
                .isEqualTo(new SizeScan.Sizes(1_111, 4, 1_111, 4, 0));
    }

    @Test
    void countsWhatWasWrittenSince() throws IOException {
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
    void aFileWithAnOldContentTimeCountsByTheTimeOfItsAttributes() throws IOException {
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

        assertThatThrownBy(() -> scan.scan(gone, 0)).isInstanceOf(NoSuchFileException.class);
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

    private Bundle bundle(PathSelection selection) {
        return TestBundles.of("com.a", root, selection);
    }
}
