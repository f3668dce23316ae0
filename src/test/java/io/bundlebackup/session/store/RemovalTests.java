package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.BackgroundRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTests {
    @TempDir
    Path temp;

    @Test
    void removesADirectoryAndFollowsNoLink() throws Exception {
        var root = Files.createDirectory(temp.resolve("root"));
        var outside = Files.createDirectories(temp.resolve("outside"));
        var kept = Files.writeString(outside.resolve("kept"), "x");
        var removed = Files.createDirectory(root.resolve("bundle"));
        Files.writeString(Files.createDirectory(removed.resolve("files")).resolve("part.0.tar"), "x");
        Files.createSymbolicLink(removed.resolve("link"), outside);
        var gone = new CountDownLatch(1);

        try (var removal = new Removal(root, "remove-test")) {
            removal.remove(removal.putAside(removed), gone::countDown);

            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(root).isEmptyDirectory();
        assertThat(kept).exists();
    }

    /** A disk that fails for a moment leaves nothing until the next start. */
    @Test
    void triesAgainWhatCouldNotBeRemoved() throws Exception {
        var tries = new AtomicInteger();
        var done = new CountDownLatch(1);

        try (var removal = new BackgroundRemoval("remove-test")) {
            removal.execute(() -> {
                if (tries.incrementAndGet() == 1) {
                    throw new IOException("the disk is broken");
                }
                done.countDown();
            });

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(tries).hasValue(2);
    }
}
