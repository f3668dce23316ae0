package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.work.BundleFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class StagingTests {
    private static final BundleId A = new BundleId("s", "com.example.a");
    private static final BundleId B = new BundleId("s", "com.example.b:1");

    private static final int MANY = 20_000;

    @TempDir
    private Path root = Path.of("");

    private Staging staging(long maxSize) {
        return new Staging(root, new StagingSettings(DataSize.ofBytes(maxSize), DataSize.ofBytes(0)));
    }

    @Test
    void everyBundleMayStageTwoFilesWhenTheAreaIsFull() throws IOException {
        var staging = staging(10);

        for (var bundle : List.of(A, B)) {
            assertThat(staging.tryReserve(bundle, "part.0.tar", 1_000)).isTrue();
            assertThat(staging.tryReserve(bundle, "part.1.tar", 1_000)).isTrue();
            assertThat(staging.tryReserve(bundle, "part.2.tar", 1_000)).isFalse();
        }
        assertThat(staging.stagedBytes()).isEqualTo(4_000);
        staging.drop(A, "part.0.tar");
        assertThat(staging.tryReserve(B, "part.2.tar", 1_000)).as("B has two").isFalse();
        assertThat(staging.tryReserve(A, "part.2.tar", 1_000)).as("A has one").isTrue();
    }

    @Test
    void moreFilesAreStagedBelowTheLimitOfAllBundles() throws IOException {
        var staging = staging(100);

        for (int i = 0; i < 4; i++) {
            assertThat(staging.tryReserve(A, "part." + i + ".tar", 25)).isTrue();
        }
        assertThat(staging.tryReserve(A, "part.4.tar", 1)).isFalse();
        staging.settle(A, "part.0.tar", 5);
        assertThat(staging.stagedBytes()).isEqualTo(80);
        assertThat(staging.tryReserve(A, "part.4.tar", 20)).isTrue();
    }

    @Test
    void droppedAndDiscardedFilesAreRemovedAndCountedOnce() throws IOException {
        var staging = staging(100);
        var staged = staging.open(A, "");
        staging.open(B, "");
        assertThat(staging.tryReserve(A, "part.0.tar", 10)).isTrue();
        assertThat(staging.tryReserve(A, "part.1.tar", 20)).isTrue();
        Files.writeString(staged.file("part.0.tar"), "x");
        Files.writeString(staged.file("part.1.tar"), "x");
        Files.writeString(staged.partial("part.2.tar"), "x");

        staging.drop(A, "part.0.tar");
        staging.drop(A, "part.0.tar");
        assertThat(staged.file("part.0.tar")).doesNotExist();
        assertThat(staging.stagedBytes()).isEqualTo(20);

        staging.discard(A);
        staging.discard(A);
        assertThat(staged.directory()).doesNotExist();
        assertThat(staging.at(B).files()).as("another bundle's").isDirectory();
        await().until(() -> staging.stagedBytes() == 0);
        staging.settle(A, "part.1.tar", 7);
        assertThat(staging.stagedBytes()).as("what comes late").isZero();
        staging.discard(B);
        assertThat(root.resolve("s")).doesNotExist();
    }

    @Test
    void discardedFilesAreHiddenAtOnceAndCountUntilTheirRemoval() throws Exception {
        var staging = staging(100);
        var many = staging.open(A, "");
        assertThat(staging.tryReserve(A, "part.0.tar", 10)).isTrue();
        for (int i = 0; i < MANY; i++) {
            Files.createFile(many.manifest("part." + i + ".tar"));
        }

        staging.discard(A);

        assertThat(many.directory()).doesNotExist();
        if (leftOver() > 0) {
            assertThat(staging.tryReserve(A, "part.0.tar", 95))
                    .as("a new one begins with nothing")
                    .isTrue();
            staging.drop(A, "part.0.tar");
        }
        await().until(() -> staging.stagedBytes() == 0);
        assertThat(leftOver()).isZero();
    }

    @Test
    void theNextStartRemovesLeftFiles() throws Exception {
        var first = staging(100);
        var staged = first.open(A, "");
        first.close();
        Files.writeString(staged.file("part.0.tar"), "x");
        first.discard(A);
        assertThat(leftOver()).as("nobody removes it any more").isOne();

        try (var next = staging(100)) {
            next.resumeRemoval();
            await().until(() -> leftOver() == 0);
        }
    }

    private long leftOver() throws IOException {
        try (var found = Files.list(root)) {
            return found.count();
        }
    }

    @Test
    void openingABundleAgainRemovesItsFiles() throws IOException {
        var staging = staging(100);
        Files.writeString(staging.open(A, "").file("part.0.tar"), "left over");

        assertThat(staging.open(A, "").files()).isEmptyDirectory();
    }

    @Test
    void aWaitForSpaceEndsWhenAFileIsDropped() throws Exception {
        var staging = staging(10);
        assertThat(staging.tryReserve(A, "part.0.tar", 10)).isTrue();
        assertThat(staging.tryReserve(A, "part.1.tar", 10)).isTrue();
        var waiting = new FutureTask<>(() -> {
            staging.reserve(A, "part.2.tar", 10);
            return staging.stagedBytes();
        });
        Thread.ofVirtual().start(waiting);

        staging.drop(A, "part.0.tar");

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(20);
    }

    @Test
    void aFullDiskFailsTheBundleIfNothingIsStaged() throws IOException {
        var staging = new Staging(root, new StagingSettings(DataSize.ofGigabytes(10), DataSize.ofTerabytes(1_000_000)));

        assertThat(staging.tryReserve(A, "part.0.tar", 1)).isFalse();
        assertThatThrownBy(() -> staging.reserve(A, "part.0.tar", 1))
                .isInstanceOfSatisfying(
                        BundleFailedException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(13900025));
        assertThat(staging.stagedBytes()).isZero();
    }

    @Test
    void waitingEndsWhenItIsInterrupted() throws IOException {
        var staging = staging(10);
        assertThat(staging.tryReserve(A, "part.0.tar", 10)).isTrue();
        assertThat(staging.tryReserve(A, "part.1.tar", 10)).isTrue();

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> staging.reserve(A, "part.2.tar", 10)).isInstanceOf(InterruptedException.class);
    }
}
