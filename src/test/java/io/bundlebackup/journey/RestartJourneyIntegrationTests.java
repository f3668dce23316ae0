package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.journey.BackupSession.Delivered;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The service is stopped and started again on the same directories. */
class RestartJourneyIntegrationTests extends JourneyTest {
    @Override
    public List<String> settings() {
        return List.of(
                "backup.scheduler.slots=1",
                "backup.pack.part-files=1",
                "spring.lifecycle.timeout-per-shutdown-phase=2s");
    }

    @Test
    void everySessionContinuesAfterARestart() {
        var waits = service.bundle(file("a", "hi"));
        var ends = service.bundle(file("a", "hi"));
        var packs = service.bundle(files(60));
        var queues = service.bundle(file("a", "hi"));
        var completed = alice.backUp(ends);
        completed.pull(folder);
        completed.recorder().await("onAllBundlesEnd");
        var indexed = alice.backUp(ends);
        closeAllButTheIndex(indexed, ends);
        var waiting = alice.backUp(waits);
        waiting.awaitBundle(waits, "phase", "waitingForClient");
        var announced = waiting.awaitFile(waits, "part");
        var packing = alice.backUpAtRate(1, packs);
        packing.awaitFile(packs, "part");
        var queued = alice.backUp(queues, "com.example.unknown");
        var open = alice.open();
        var released = alice.open();
        released.release().is(204);
        var before = Map.of(completed, completed.log(100), waiting, waiting.log(100), released, released.log(100));

        service.restart();
        alice.close();
        var back = service.client(RunningService.ALICE);
        alice = back;
        var known = List.of(completed, indexed, waiting, packing, queued, open, released).stream()
                .map(session ->
                        back.adopt(back.get("/api/v1/sessions/" + session.id()).is(200)))
                .toList();

        for (int i = 0; i < 6; i++) {
            assertThat(known.get(i).log(100)).anyMatch(event -> isType(event, "onBackupServiceDied"));
        }
        before.forEach((session, log) -> assertThat(
                        back.get(session.url("/events")).is(200).json().path("events"))
                .startsWith(log.toArray(JsonNode[]::new)));
        assertThat(known.get(6).log(100)).isEmpty();
        assertThat(known.get(0).bundle(ends).path("outcome").asString("")).isEqualTo("completed");
        assertThat(known.get(0).state()).isEqualTo("completed");
        assertThat(known.get(2).fetch(announced).is(200).header("ETag")).contains("\"" + announced.sha256() + "\"");
        assertThat(known.get(5).state()).isEqualTo("open");

        known.get(3).setRate(packs, 800).is(200);
        for (int i = 1; i <= 4; i++) {
            known.get(i).pull(folder.resolve("again" + i));
            known.get(i).recorder().await("onAllBundlesEnd");
            service.awaitNothingStaged(known.get(i).id());
        }
        assertThat(known.get(3).bundle(packs).path("outcome").asString("")).isEqualTo("completed");
        assertThat(folder.resolve("again3").resolve(packs)).isDirectoryContaining("glob:**part.60.tar");
        assertThat(known.get(4).bundle(queues).path("outcome").asString("")).isEqualTo("completed");

        known.get(5).append(Client.appended(800, ends)).is(202);
        known.get(5).pull(folder.resolve("last"));
        known.get(5).recorder().await("onAllBundlesEnd");
    }

    private static void closeAllButTheIndex(BackupSession session, String bundle) {
        for (int i = 1; i <= 2; i++) {
            session.close(session.awaitFile(bundle, file -> true, i)).is(204);
        }
        Delivered index = session.awaitFile(bundle, "index");
        assertThat(index.uri()).isEqualTo("manage.json");
    }

    private static boolean isType(JsonNode event, String type) {
        return event.path("type").asString("").equals(type);
    }

    /** What was read before and after that would be two moments in one backup. */
    @Test
    void aStopReleasesAHeldApplicationAndEndsItsBackup() throws Exception {
        var bundle = "com.example.held";
        service.bundleNamed(bundle, """
                {"versionCode":1,"versionName":"1","extension":{
                 "onBackup":["sh","-c","touch begun; sleep 1000"],"onBackupEnd":["sh","-c","sleep 1; touch ended"]}}
                """);
        var session = alice.backUp(bundle);
        await().until(() -> Files.exists(service.source(bundle).resolve("begun")));

        service.restart();

        assertThat(service.source(bundle).resolve("ended")).exists();
        alice.close();
        alice = service.client(RunningService.ALICE);
        var known = alice.adopt(alice.get(session.url("")).is(200));
        var end = known.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("err").path("code").asInt(0)).isEqualTo(13500004);
        known.recorder().await("onAllBundlesEnd");
    }

    @Test
    void filesThatTheServiceDidNotMakeDoNotKeepItFromStarting() throws Exception {
        for (var area : List.of("staging", "uploads")) {
            var directory = service.data().resolve(area);
            Files.createFile(directory.resolve("stray"));
            Files.createFile(directory.resolve(".gone-stray"));
            Files.createDirectories(directory.resolve("stray-directory/inner"));
            Files.createFile(directory.resolve("stray-directory/file"));
        }

        service.restart();

        alice.close();
        alice = service.client(RunningService.ALICE);
        alice.get("/actuator/health/readiness").is(200);
        for (var area : List.of("staging", "uploads")) {
            Files.deleteIfExists(service.data().resolve(area).resolve("stray"));
            Files.deleteIfExists(service.data().resolve(area).resolve(".gone-stray"));
            TarTools.run(
                    "rm",
                    "-rf",
                    service.data().resolve(area).resolve("stray-directory").toString());
        }
    }

    @Test
    void anOpenSocketIsClosedWithTheCodeForARestart() {
        var session = alice.open();

        service.restart();

        assertThat(session.recorder().awaitClose()).isEqualTo(1012);
        alice.close();
        alice = service.client(RunningService.ALICE);
        alice.adopt(alice.get(session.url("")).is(200));
    }

    @Test
    void aRepeatedCreationGivesTheSameSessionAfterARestart() {
        var json = "{\"type\":\"backup\"}";
        var first = alice.post("/api/v1/sessions", json, "Idempotency-Key", "over-a-restart")
                .is(201);

        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);
        var again = alice.post("/api/v1/sessions", json, "Idempotency-Key", "over-a-restart")
                .is(201);

        assertThat(again.header("Idempotency-Replayed")).contains("true");
        assertThat(again.text()).isEqualTo(first.text());
        alice.adopt(again);
    }
}
