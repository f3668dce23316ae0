package io.bundlebackup.bundle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupInfoTests {
    @TempDir
    Path root = Path.of("");

    private final BackupInfo texts = new BackupInfo(
            new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir"))), Duration.ofMillis(1_500));

    private Bundle saying(String script) {
        var extension = new Extension(Map.of(Scenario.GET_BACKUP_INFO, List.of("sh", "-c", script)), Map.of());
        return TestBundles.with("com.example", root, extension);
    }

    private static void refuses(ProblemType type, Runnable asking) {
        assertThatThrownBy(asking::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(type));
    }

    @Test
    void anApplicationOfWhichNothingIsKnownSaysNothing() {
        assertThat(texts.read(TestBundles.broken("com.example", root))).isEmpty();
        assertThat(texts.read(TestBundles.of("com.example", root))).isEmpty();
    }

    @Test
    void asksInTheTree() {
        assertThat(texts.read(saying("pwd"))).isEqualTo(root.toString());
    }

    @Test
    void waitsSoLongAndNoLonger() {
        refuses(ProblemType.EXTENSION_TIMED_OUT, () -> texts.read(saying("sleep 1000")));
    }

    @Test
    void asksAFewAtOnce() throws Exception {
        var askers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            // Held by a second more than they may take, because they do not listen.
            var slow = saying("trap '' TERM; touch begun" + i + "; while :; do sleep 1; done");
            askers.add(
                    Thread.ofVirtual().start(() -> refuses(ProblemType.EXTENSION_TIMED_OUT, () -> texts.read(slow))));
        }
        await().until(() -> {
            try (var found = Files.list(root)) {
                return found.count() == 4;
            }
        });

        refuses(ProblemType.TOO_MANY_REQUESTS, () -> texts.read(saying("echo fifth")));

        for (var asker : askers) {
            asker.join();
        }
        assertThat(texts.read(saying("echo fifth"))).isEqualTo("fifth");
    }
}
