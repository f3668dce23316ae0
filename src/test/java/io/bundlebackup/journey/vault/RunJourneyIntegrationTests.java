package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.web.event.EventDocument;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.vault.run.MadeSnapshot;
import io.bundlebackup.vault.run.RunFigures;
import io.bundlebackup.vault.run.SnapshotMaker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Backups into a vault, as callers with the authority see them. The making of snapshots is the test's own. */
class RunJourneyIntegrationTests extends JourneyTest {
    private static final RunFigures FIGURES = new RunFigures(2L, 7L, 2, 7, 5, 2);
    private static final SnapshotMaker QUICK = (task, _, _, progress) -> {
        task.recordTotals(2, 7);
        task.enter(Phase.PACKING);
        progress.read(FIGURES);
        return new MadeSnapshot(UUID.randomUUID(), "ab".repeat(32), true, FIGURES);
    };

    private String bundle = "";

    @BeforeEach
    void plant() {
        bundle = service.bundle(SourceTree.file("a.txt", "content"));
    }

    private JsonNode start(String name) {
        return alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + name + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
    }

    private JsonNode run(JsonNode run) {
        return alice.get("/api/v1/runs/" + run.path("runId").asString()).is(200).json();
    }

    private JsonNode awaitState(JsonNode run, String state) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> run(run).path("state").asString().equals(state));
        return run(run);
    }

    @Test
    void aRunMakesASnapshotInASessionOfTheService() {
        service.snapshots().script(bundle, QUICK);

        var ended = awaitState(start(bundle), "ended");

        assertThat(ended.path("outcome").asString()).isEqualTo("completed");
        assertThat(ended.path("attempt").asInt()).isEqualTo(1);
        assertThat(ended.path("bytesStored").asLong()).isEqualTo(5);
        assertThat(ended.path("filesTotal").asLong()).isEqualTo(2);
        assertThat(UUID.fromString(ended.path("snapshotId").asString())).isNotNull();
        assertThat(ended.path("sessionId").asString()).hasSize(32);
        // It is not a session of the caller.
        alice.get("/api/v1/sessions").is(200);
        assertThat(alice.get("/api/v1/sessions").json().path("sessions").size()).isZero();
    }

    @Test
    void aDueRunThatFindsOneQueuedOrRunningIsSkippedWithTheReason() throws Exception {
        var gate = new CountDownLatch(1);
        service.snapshots().script(bundle, (task, vault, run, progress) -> {
            gate.await();
            return QUICK.make(task, vault, run, progress);
        });
        var first = start(bundle);
        awaitState(first, "running");

        var second = start(bundle);

        assertThat(second.path("state").asString()).isEqualTo("ended");
        assertThat(second.path("outcome").asString()).isEqualTo("skipped");
        assertThat(second.path("err").path("message").asString())
                .isEqualTo("The run " + first.path("runId").asString() + " was running for this bundle in this vault");
        gate.countDown();
        assertThat(awaitState(first, "ended").path("outcome").asString()).isEqualTo("completed");
        assertThat(awaitState(start(bundle), "ended").path("outcome").asString())
                .isEqualTo("completed");
    }

    @Test
    void aCancelEndsARunningRunAndAnEndedOneIsRefused() {
        service.snapshots().script(bundle, (_, _, _, _) -> {
            new CountDownLatch(1).await();
            throw new AssertionError("nothing opens the latch");
        });
        var run = start(bundle);
        awaitState(run, "running");

        var url = "/api/v1/runs/" + run.path("runId").asString() + "/cancel";
        alice.post(url, "").is(200);

        assertThat(awaitState(run, "ended").path("outcome").asString()).isEqualTo("cancelled");
        alice.post(url, "").isProblem(409, "run-ended", 13900001);
    }

    @Test
    void whatCouldNotBeReadIsInTheReport() {
        service.snapshots().script(bundle, (task, vault, run, progress) -> {
            task.fileFailed("locked", ErrorCode.IO_ERROR, "it cannot be read");
            return QUICK.make(task, vault, run, progress);
        });
        var run = start(bundle);
        awaitState(run, "ended");

        var report = alice.get("/api/v1/runs/" + run.path("runId").asString() + "/report")
                .is(200)
                .json();

        assertThat(report.path("outcome").asString()).isEqualTo("completed");
        assertThat(report.path("failed").findValuesAsString("path")).containsExactly("locked");
    }

    @Test
    void aFailedRunSaysWhy() {
        service.snapshots().script(bundle, (_, _, _, _) -> {
            throw new BundleFailedException(Failure.of(ErrorCode.IO_ERROR, "The disk is broken"), null);
        });

        var ended = awaitState(start(bundle), "ended");

        assertThat(ended.path("outcome").asString()).isEqualTo("failed");
        assertThat(ended.path("err").path("code").asInt()).isEqualTo(13900005);
        assertThat(ended.path("err").path("message").asString()).isEqualTo("The disk is broken");
        assertThat(ended.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void theLogOfARunHasThreeForms() {
        service.snapshots().script(bundle, QUICK);
        var run = start(bundle);
        awaitState(run, "ended");
        var url = "/api/v1/runs/" + run.path("runId").asString() + "/events";

        var page = alice.get(url).is(200).json();

        assertThat(page.path("events").findValuesAsString("type"))
                .startsWith("onRunBegin")
                .contains("onSnapshot")
                .endsWith("onRunEnd");
        assertThat(page.path("ended").asBoolean()).isTrue();
        assertThat(alice.get(url + "?types=onRunEnd").json().path("events").size())
                .isEqualTo(1);
        assertThat(alice.get(url, "Accept", "text/event-stream").text())
                .contains("event: onRunBegin\ndata: " + page.path("events").path(0))
                .contains("event: onRunEnd");
        var recorder = alice.record(url);
        assertThat(recorder.awaitClose()).isEqualTo(1000);
        assertThat(recorder.events())
                .isEqualTo(page.path("events").valueStream().toList());
    }

    @Test
    void theLogOfAllSessionsShowsRunsToThoseWhoMaySeeThem() throws Exception {
        var gate = new CountDownLatch(1);
        service.snapshots().script(bundle, (task, vault, run, progress) -> {
            progress.read(FIGURES);
            gate.await();
            return QUICK.make(task, vault, run, progress);
        });
        var cursor = alice.get("/api/v1/runs").json().path("cursor").asString();
        var recorder = alice.record("/api/v1/events?types=run&cursor=" + cursor);
        try (var bob = service.client(RunningService.BOB)) {
            var run = start(bundle);
            awaitState(run, "running");
            await("the figures of a running run")
                    .until(() -> views(recorder.events(), run).stream()
                            .anyMatch(
                                    view -> view.path("data").path("bytesDone").asLong() == 7));
            gate.countDown();
            var ended = awaitState(run, "ended");

            await().until(() ->
                    views(recorder.events(), run).getLast().path("data").equals(ended));
            var page = alice.get("/api/v1/events?cursor=" + cursor).is(200).json();
            assertThat(views(page.path("events").valueStream().toList(), run))
                    .singleElement()
                    .satisfies(view -> {
                        assertThat(view.path("data")).isEqualTo(ended);
                        assertThat(EventDocument.deviationsOfAll(view)).isEmpty();
                    });
            assertThat(bob.get("/api/v1/events?cursor=" + cursor).is(200).text())
                    .doesNotContain(run.path("runId").asString());
            bob.get("/api/v1/events?types=run").isProblem(403, "permission-denied", 201);
        } finally {
            recorder.disconnect();
        }
    }

    @Test
    void theSessionOfARunCanBeReadByThoseWhoMaySeeVaultsAndChangedByNobody() throws Exception {
        var gate = new CountDownLatch(1);
        service.snapshots().script(bundle, (task, vault, run, progress) -> {
            task.fileFailed("locked", ErrorCode.IO_ERROR, "it cannot be read");
            gate.await();
            return QUICK.make(task, vault, run, progress);
        });
        var run = awaitState(start(bundle), "running");
        var session = "/api/v1/sessions/" + run.path("sessionId").asString();
        var ofBundle = session + "/bundles/" + bundle;
        var reads = List.of(session, session + "/bundles", ofBundle, ofBundle + "/report", session + "/events");

        try (var bob = service.client(RunningService.BOB)) {
            reads.forEach(path -> alice.get(path).is(200));
            assertThat(alice.get(session).json().path("type").asString()).isEqualTo("vault");
            reads.forEach(path -> bob.get(path).isProblem(404, "no-such-session", 13900020));
            assertThat(bob.record(session + "/events").awaitClose()).isEqualTo(4004);
            for (var changer : List.of(alice, bob)) {
                changer.delete(session).isProblem(404, "no-such-session", 13900020);
                changer.delete(ofBundle).isProblem(404, "no-such-session", 13900020);
                changer.post(ofBundle + "/cancel", "").isProblem(404, "no-such-session", 13900020);
            }
        }
        gate.countDown();
        awaitState(run, "ended");

        reads.forEach(path -> alice.get(path).is(200));
        assertThat(alice.get(ofBundle + "/report").json().path("failed").findValuesAsString("path"))
                .containsExactly("locked");
        var recorder = alice.record(session + "/events");
        assertThat(recorder.awaitClose()).isEqualTo(1000);
        assertThat(recorder.events()).isNotEmpty();
        assertThat(alice.get("/api/v1/sessions").json().path("sessions").size()).isZero();
    }

    private static List<JsonNode> views(List<JsonNode> messages, JsonNode run) {
        return messages.stream()
                .filter(m -> m.path("runId").equals(run.path("runId")))
                .toList();
    }

    @Test
    void aRunningRunIsTakenUpAgainAfterARestart() {
        var own = RunningService.start(java.util.List.of("backup.scheduler.slots=1"));
        try (var caller = own.client(RunningService.ALICE)) {
            var name = own.bundle(SourceTree.file("a.txt", "content"));
            var attempts = new AtomicInteger();
            own.snapshots().script(name, (task, vault, run, progress) -> {
                if (attempts.incrementAndGet() == 1) {
                    new CountDownLatch(1).await();
                }
                return QUICK.make(task, vault, run, progress);
            });
            var body = "{\"kind\":\"backup\",\"bundles\":[\"" + name + "\"]}";
            var run = caller.post("/api/v1/vaults/main/runs", body)
                    .is(202)
                    .json()
                    .path("runs")
                    .path(0);
            await().until(() -> attempts.get() == 1);

            own.restart();

            try (var again = own.client(RunningService.ALICE)) {
                var url = "/api/v1/runs/" + run.path("runId").asString();
                await().atMost(Duration.ofSeconds(10))
                        .until(() ->
                                again.get(url).json().path("state").asString().equals("ended"));
                assertThat(again.get(url).json().path("outcome").asString()).isEqualTo("completed");
                assertThat(again.get(url).json().path("attempt").asInt()).isEqualTo(2);
            }
        } finally {
            close(own);
        }
    }

    private static void close(RunningService service) {
        try {
            service.close();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallerWithoutTheAuthorityIsRefused() {
        try (var bob = service.client(RunningService.BOB)) {
            bob.get("/api/v1/runs").isProblem(403, "permission-denied", 201);
            bob.get("/api/v1/vaults/main/snapshots").isProblem(403, "permission-denied", 201);
        }
    }

    @Test
    void whatIsNotThereIsSaid() {
        alice.get("/api/v1/runs/" + "0".repeat(32)).isProblem(404, "no-such-run", 13900020);
        alice.post("/api/v1/vaults/other/runs", "{\"kind\":\"backup\"}").isProblem(404, "no-such-vault", 13900020);
        alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"com.example.none\"]}")
                .isProblem(404, "no-such-bundle", 13900020);
    }
}
