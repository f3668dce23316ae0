package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.EventGrammar;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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
        rounds(KilledBackupIntegrationTests::full, (round, what) -> {
            var end = killed(KilledBackupIntegrationTests::full, round, what);
            assertThat(outcome(end)).as("%s: %s", what, end).isEqualTo("completed");
            assertRestores(round.folder(), what);
        });
    }

    /** What was read before and after the application was let go would be two moments in one backup. */
    @Test
    void aHeldApplicationIsLetGoWheneverTheServiceIsKilled() throws Exception {
        facts(HELD);
        rounds(KilledBackupIntegrationTests::full, (round, what) -> {
            Files.deleteIfExists(beside("begun"));
            Files.deleteIfExists(beside("ended"));
            var end = killed(KilledBackupIntegrationTests::full, round, what);
            // A kill between the mark and the start of onBackup leaves the mark alone.
            if (Files.exists(beside("begun"))) {
                assertThat(beside("ended")).as(what).exists();
            }
            if (outcome(end).equals("completed")) {
                assertRestores(round.folder(), what);
            } else {
                assertThat(outcome(end)).as(what).isEqualTo("failed");
                assertThat(end.path("err").path("code").asInt(0)).as(what).isEqualTo(13500004);
            }
        });
    }

    @Test
    void anIncrementGoesOnWheneverTheServiceIsKilled() throws Exception {
        facts(PLAIN);
        var first = folders.resolve("full");
        killed(KilledBackupIntegrationTests::full, new Round(first, null), "the full backup");
        for (int i = 1; i < 40; i += 10) {
            Files.writeString(data.resolve("d" + i + "/new"), "new");
        }
        Files.write(data.resolve("big10"), new byte[2_500_000]);
        rounds(() -> increment(first), (round, what) -> {
            TarTools.run("cp", "-a", first.toString(), round.folder().toString());
            var end = killed(() -> increment(first), round, what);
            assertThat(outcome(end)).as("%s: %s", what, end).isEqualTo("completed");
            assertRestores(round.folder(), what);
        });
    }

    private static BackupSession full() {
        return client().backUp(SavedBackup.SOURCE);
    }

    private static BackupSession increment(Path full) throws IOException {
        var session = client().create("{\"type\":\"incrementalBackup\"}");
        var manifest = full.resolve(SavedBackup.SOURCE).resolve("manage.json.manifest");
        client().put(session.url("/manifests/" + SavedBackup.SOURCE), Files.readAllBytes(manifest))
                .is(204);
        session.append(Client.appended(800, SavedBackup.SOURCE)).is(202);
        return session;
    }

    /** @param after when the service is killed, counted from the begin of the session; null if it is not */
    private record Round(Path folder, @Nullable Duration after) {}

    private interface Begin {
        BackupSession session() throws IOException;
    }

    private interface Check {
        void run(Round round, String what) throws Exception;
    }

    private void rounds(Begin begin, Check check) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        long begun = System.nanoTime();
        killed(begin, new Round(folders.resolve("undisturbed"), null), "undisturbed");
        long longest = System.nanoTime() - begun;
        for (int i = 0; i < Integer.getInteger("service.kills", 3); i++) {
            var after = Duration.ofNanos((long) (random.nextDouble() * longest));
            check.run(new Round(folders.resolve("round" + i), after), "seed " + seed + ", round " + i);
        }
    }

    private static String outcome(JsonNode end) {
        return end.path("data").path("outcome").asString("");
    }

    /** A backup in which the service is killed after a while and started again, with a client that goes on; its onBundleEnd. */
    private static JsonNode killed(Begin begin, Round round, String what) throws Exception {
        var session = begin.session();
        if (round.after() != null) {
            var pulling = Thread.ofVirtual().start(() -> pullUntilKilled(session, round.folder()));
            service().killAfter(round.after());
            pulling.join();
            session.disconnect();
            startAgain();
        }
        var known = client().adopt(client().get(session.url("")).is(200));
        known.pull(round.folder());
        var end = known.recorder().await("onBundleEnd", SavedBackup.SOURCE);
        known.release().is(204);
        assertThat(known.recorder().awaitClose()).isEqualTo(1000);
        EventGrammar.check(known.view(), known.recorder().events());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Restored.names(home.resolve("data/staging")))
                        .as(what)
                        .isEmpty());
        return end;
    }

    private static void pullUntilKilled(BackupSession session, Path folder) {
        try {
            session.pull(folder);
        } catch (UncheckedIOException e) {
            // The service was killed.
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    /** All generations of the folder, uploaded to another bundle. */
    private static void assertRestores(Path folder, String what) throws IOException {
        var target = home.resolve("bundles").resolve(TARGET).resolve("data");
        TarTools.run("find", target.toString(), "-mindepth", "1", "-delete");
        var session = SavedBackup.begin(client(), TARGET);
        try (var files = Files.newDirectoryStream(folder.resolve(SavedBackup.SOURCE))) {
            for (var file : files) {
                var name = SavedBackup.name(file);
                if (!name.endsWith(".manifest")) {
                    client().upload(SavedBackup.url(session, name), BodyPublishers.ofFile(file))
                            .is(200);
                } else if (name.endsWith("manage.json.manifest")) {
                    var index = name.replace(".manifest", "/manifest");
                    client().upload(SavedBackup.url(session, index), BodyPublishers.ofFile(file))
                            .is(204);
                }
            }
        }
        SavedBackup.publish(client(), session).is(202);
        session.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        session.release().is(204);
        Picture.of(target).assertSameAs(Picture.of(data), what);
    }
}
