package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.state.BundleId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class StagingOfOneSessionTests {
    private static final int ROUNDS = 500;

    @TempDir
    Path directory;

    @Test
    void theEndOfOneBundleDoesNotRemoveFilesOfAnother() throws Exception {
        var staging = new Staging(directory, new StagingSettings(DataSize.ofGigabytes(1), DataSize.ofBytes(0)));
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(comingAndGoing(staging, new BundleId("session", "com.example.one")));
            var two = threads.submit(comingAndGoing(staging, new BundleId("session", "com.example.two")));
            one.get();
            two.get();
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(directory).isEmptyDirectory());
    }

    private static Callable<Void> comingAndGoing(Staging staging, BundleId bundle) {
        return () -> {
            for (int i = 0; i < ROUNDS; i++) {
                var staged = staging.open(bundle, "");
                Files.writeString(staged.file("part.0.tar"), "x");
                staging.discard(bundle);
            }
            return null;
        };
    }
}
