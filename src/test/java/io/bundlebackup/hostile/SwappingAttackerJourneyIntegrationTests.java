package io.bundlebackup.hostile;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.pack.SwappingAttacker;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.BackupSession.Delivered;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A client fetches and closes big files, which are read where they lie, while somebody exchanges their directory for a link to one
 * with the same names and sizes outside of the bundle, and back, and some of the files too.
 */
class SwappingAttackerJourneyIntegrationTests extends JourneyTest {
    private static final String MARK = "MARKED";
    private static final int SIZE = 3_000;
    private static final int FETCHES = 8;

    private final Map<String, byte[]> contents = new HashMap<>();
    private int fetched;
    private int refused;

    @Override
    public List<String> settings() {
        return List.of("backup.pack.big-file-size=1KB");
    }

    @Test
    void noEntryOutsideTheBundleIsDelivered() throws Exception {
        var files = Math.max(10, SwappingAttacker.rounds() / 10);
        var nodes = new SourceTree.Node[files];
        for (int i = 0; i < files; i++) {
            nodes[i] = file(i + ".bin", SIZE);
            contents.put("d/" + i + ".bin", SourceTree.bytes(i + ".bin", SIZE));
        }
        var bundle = service.bundle(dir("d", nodes));
        var session = alice.backUp(bundle);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> session.bundle(bundle).path("filesReady").asInt(0) == files);

        try (var attacker = attacker(System.nanoTime(), service.source(bundle), files)) {
            attacker.start();
            pull(session);
            assertThat(attacker.swaps()).isGreaterThan(files);
        }

        // An attack that meets nobody proves nothing.
        assertThat(fetched).as("whole files").isPositive();
        assertThat(refused).as("refusals").isPositive();
        assertThat(session.recorder()
                        .await("onBundleEnd", bundle)
                        .path("data")
                        .path("outcome")
                        .asString(""))
                .isEqualTo("completed");
    }

    /** The directory most of the time, since a file that is moved counts as changed for good. */
    private SwappingAttacker attacker(long seed, Path source, int files) throws IOException {
        var outside = Files.createDirectory(folder.resolve("outside"));
        for (var path : contents.keySet()) {
            var marked = Files.writeString(
                    outside.resolve(path.substring(2)),
                    MARK.repeat(SIZE / MARK.length() + 1).substring(0, SIZE));
            Files.setLastModifiedTime(marked, Files.getLastModifiedTime(source.resolve(path)));
        }
        var attacker = new SwappingAttacker(seed);
        for (int i = 0; i < 20; i++) {
            attacker.prepare(
                    source.resolve("d"),
                    i == 0 ? Files.createSymbolicLink(folder.resolve("d"), outside) : folder.resolve("d"));
        }
        for (int i = 0; i < files; i += 50) {
            var name = i + ".bin";
            attacker.prepare(
                    source.resolve("d").resolve(name),
                    Files.createSymbolicLink(folder.resolve(name), outside.resolve(name)));
        }
        return attacker;
    }

    private void pull(BackupSession session) {
        while (true) {
            var page = alice.get(session.url("/files?state=ready&wait=20&limit=50"))
                    .is(200)
                    .json();
            for (var json : page.path("files")) {
                take(Delivered.of(json));
            }
            if (page.path("files").isEmpty() && !page.path("more").asBoolean(true)) {
                return;
            }
        }
    }

    /** Fetches a few times and closes; what was refused will be announced anew or given up. */
    private void take(Delivered file) {
        assertUnmarked(alice.get(file.manifestUrl()), 200, 410);
        for (int i = 0; i < FETCHES; i++) {
            var answer = alice.get(file.contentUrl());
            assertUnmarked(answer, 200, 409, 410);
            if (answer.status() != 200) {
                refused++;
                return;
            }
            assertThat(RunningService.sha256(answer.body())).isEqualTo(file.sha256());
            fetched++;
        }
        assertUnmarked(alice.delete(file.contentUrl()), 204, 409, 410);
    }

    private static void assertUnmarked(Answer answer, Integer... statuses) {
        assertThat(answer.status()).as(answer.request()).isIn((Object[]) statuses);
        assertThat(answer.text()).as(answer.request()).doesNotContain(MARK);
    }
}
