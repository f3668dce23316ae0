package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.EventGrammar;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service, killed as hard as can be while it backs up, with a client that goes on. {@code -Dservice.kills=300} for more rounds,
 * {@code -Dseed=…} for certain ones.
 */
@Timeout(7_200)
class KilledBackupIntegrationTests {
    private static final String TARGET = "com.example.target";
    private static final String PLAIN = "{\"versionCode\":1,\"versionName\":\"1\"}";
    private static final String HELD = """
            {"versionCode":1,"versionName":"1","extension":{
             "onBackup":["sh","-c","echo x >> ../begun"],"onBackupEnd":["sh","-c","echo x >> ../ended"]}}
            """;

    @TempDir
    private static Path home = Path.of("");

    private static @Nullable LeanService running;
    private static @Nullable Client caller;
    private static Path data = Path.of("");

    @TempDir
    private Path folders = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        startAgain();
        data = service().bundle(SavedBackup.SOURCE);
        SourceTree.tree(IntStream.range(0, 40)
                        .mapToObj(i -> i % 10 == 0 ? file("big" + i, 3_000_000) : dir("d" + i, files(50)))
                        .toArray(SourceTree.Node[]::new))
                .plant(data);
        Files.createLink(data.resolve("d1/other-name"), data.resolve("big0"));
        service().bundle(TARGET);
    }

    @AfterAll
    static void stop() {
        client().close();
        service().close();
    }

    private static void startAgain() throws Exception {
        if (caller != null) {
            caller.close();
        }
        var options = Stream.concat(Stream.of(LeanService.STARTS_SOON), Stream.of("-Dbackup.pack.part-files=100"));
        running = LeanService.start(home, "256m", options.toArray(String[]::new));
        caller = running.client();
    }

    private static LeanService service() {
        return Objects.requireNonNull(running);
    }

    private static Client client() {
        return Objects.requireNonNull(caller);
    }

    private static Path beside(String name) {
        return Objects.requireNonNull(data.getParent()).resolve(name);
    }

    private static void facts(String json) throws IOException {
        Files.writeString(beside("bundle.json"), json);
    }

    @Test
    void aBackupGoesOnWheneverTheServiceIsKilled() throws Exception {
        facts(PLAIN);
        rounds((round, what) -> {
            var end = killed(round.folder(), round.after(), what);
            assertThat(outcome(end)).as("%s: %s", what, end).isEqualTo("completed");
            assertRestores(round.folder(), what);
        });
    }

    /** What was read before and after the application was let go would be two moments in one backup. */
    @Test
    void anApplicationThatIsHeldIsLetGoWheneverTheServiceIsKilled() throws Exception {
        facts(HELD);
        rounds((round, what) -> {
            Files.deleteIfExists(beside("begun"));
            Files.deleteIfExists(beside("ended"));
            var end = killed(round.folder(), round.after(), what);
            assertThat(Files.exists(beside("ended"))).as(what).isEqualTo(Files.exists(beside("begun")));
            if (outcome(end).equals("completed")) {
                assertRestores(round.folder(), what);
            } else {
                assertThat(end.json().path("data").toString()).as(what).contains("failed");
                assertThat(end.json().path("err").path("code").asInt(0))
                        .as(what)
                        .isEqualTo(13500004);
            }
        });
    }

    private record Round(Path folder, Duration after) {}

    private interface Check {
        void run(Round round, String what) throws Exception;
    }

    private record End(tools.jackson.databind.JsonNode json) {}

    private void rounds(Check check) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        long begun = System.nanoTime();
        killed(folders.resolve("first"), null, "undisturbed");
        long longest = System.nanoTime() - begun;
        for (int i = 0; i < Integer.getInteger("service.kills", 3); i++) {
            var what = "seed " + seed + ", round " + i;
            check.run(
                    new Round(folders.resolve("round" + i), Duration.ofNanos((long) (random.nextDouble() * longest))),
                    what);
        }
    }

    private static String outcome(End end) {
        return end.json().path("data").path("outcome").asString("");
    }

    /** A backup in which the service is killed after a while and started again, with a client that goes on; its onBundleEnd. */
    private End killed(Path folder, @Nullable Duration after, String what) throws Exception {
        var session = client().backUp(SavedBackup.SOURCE);
        var thrown = new AtomicReference<RuntimeException>();
        var pulling = Thread.ofVirtual().start(() -> {
            try {
                session.pull(folder);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        if (after != null) {
            service().killAfter(after);
        }
        pulling.join();
        if (after == null) {
            var end = new End(session.recorder().await("onBundleEnd", SavedBackup.SOURCE));
            session.release().is(204);
            return end;
        }
        session.disconnect();
        startAgain();
        var known = client().adopt(client().get(session.url("")).is(200));
        known.pull(folder);
        var end = new End(known.recorder().await("onBundleEnd", SavedBackup.SOURCE));
        known.release().is(204);
        assertThat(known.recorder().awaitClose()).isEqualTo(1000);
        EventGrammar.check(known.view(), known.recorder().events());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Restored.names(home.resolve("data/staging")))
                        .as(what)
                        .isEmpty());
        return end;
    }

    private static void assertRestores(Path folder, String what) {
        var target = home.resolve("bundles").resolve(TARGET).resolve("data");
        TarTools.run("find", target.toString(), "-mindepth", "1", "-delete");
        var saved = new SavedBackup(
                folder.resolve(SavedBackup.SOURCE),
                folder.resolve(SavedBackup.SOURCE).resolve("manage.json.manifest"),
                Picture.of(data));
        var restore = saved.restore(client(), TARGET);
        restore.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        restore.release().is(204);
        Picture.of(target).assertSameAs(Picture.of(data), what);
    }
}
