package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
