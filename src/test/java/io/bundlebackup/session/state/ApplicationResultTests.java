package io.bundlebackup.session.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.work.BundleTask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an application's own commands say, in the events of its bundle. */
class ApplicationResultTests extends SessionTest {
    private static final Failure FAILURE = Failure.of(ErrorCode.EXTENSION_FAILED, "onBackupEnd ended with status 1");

    private String id = "";

    @BeforeEach
    void start() {
        id = service.session("a");
        service.work.awaitBegin(id, "a");
    }

    private JsonNode event(String type) {
        return service.log(id).stream()
                .filter(event -> event.path("type").asString("").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode resultInfo() {
        return event("onResultReport").path("data").path("result").path("resultInfo");
    }

    @Test
    void theCountsHaveDetails() {
        service.sessions.release(ALICE, id);
        service.awaitState(id, SessionState.RELEASED);

        assertThat(resultInfo().path(1).path("infos").path(0).path("details").isArray())
                .isTrue();
    }

    @Test
    void progressIsAnEvent() {
        Map<String, Object> step = Map.of("name", "tables", "processed", 1);

        service.work.step(id, "a", task -> task.emitProgress(List.of(step)));

        var process = event("onProcess").path("data").path("process").path("processResult");
        assertThat(process.path("timeInfo").asString("")).matches("\\d+");
        assertThat(process.path("resultInfo")
                        .path("progressInfo")
                        .path(0)
                        .path("name")
                        .asString(""))
                .isEqualTo("tables");
    }

    @Test
    void resultsAreKeptForTheReport() {
        service.work.step(id, "a", task -> task.addResult(List.of(Map.of("type", "Dump", "rows", 1))));
        service.work.step(id, "a", task -> task.addResult(List.of(Map.of("type", "Dump", "rows", 2))));
        service.work.step(id, "a", BundleTask::emitReport);
        service.work.finish(id, "a", null);
        service.awaitEnd(id, "a");

        assertThat(resultInfo().valueStream().map(info -> info.path("type").asString("")))
                .containsExactly("ErrorInfo", "CountInfo", "Dump", "Dump");
        assertThat(resultInfo().path(3).path("rows").asInt(0)).isEqualTo(2);
    }

    @Test
    void aFailureBesidesIsInTheReportAndTheBundleCompletes() {
        service.work.step(id, "a", task -> task.extensionFailed(FAILURE));
        service.work.step(id, "a", BundleTask::emitReport);
        service.work.finish(id, "a", 7L);
        service.awaitEnd(id, "a");

        assertThat(resultInfo().path(0).path("errorCode").asInt(0)).isEqualTo(13500007);
        assertThat(resultInfo()
                        .path(1)
                        .path("infos")
                        .path(0)
                        .path("failedCount")
                        .asInt(-1))
                .isZero();
        assertThat(service.see(id, "a").standing().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(service.see(id, "a").standing().lastIncrementalTime()).isEqualTo(7);
    }

    @Test
    void aCancelledBundleStillReportsWhatItsApplicationSaid() {
        var during = service.work.post(id, "a", task -> {
            try {
                task.awaitClient();
                task.enter(Phase.WAITING_FOR_CLIENT);
                task.announce(SessionFixture.part(0));
                task.awaitClient();
            } finally {
                task.emitProgress(List.of(Map.of("name", "too late")));
                task.addResult(List.of(Map.of("type", "Resumed")));
                task.extensionFailed(FAILURE);
            }
        });

        service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null);
        service.awaitEnd(id, "a");

        assertThat(during).isCompletedExceptionally();
        assertThat(resultInfo().path(0).path("errorCode").asInt(0)).isEqualTo(13500007);
        assertThat(resultInfo().path(2).path("type").asString("")).isEqualTo("Resumed");
        assertThat(service.log(id).stream().filter(event -> event.toString().contains("too late")))
                .isEmpty();
        assertThat(service.see(id, "a").standing().outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void announcesOnlyWhatTheSendRateAllows() {
        var slow = service.sessions
                .create(
                        ALICE,
                        new NewSession(
                                SessionType.BACKUP,
                                null,
                                List.of(new BundleRequest("b", 0, null, 1, null, null, null, null, null)),
                                null),
                        null)
                .id();

        service.work.step(slow, "b", task -> {
            assertThat(task.tryAnnounce(SessionFixture.part(0))).isTrue();
            assertThat(task.tryAnnounce(SessionFixture.part(1))).isFalse();
        });

        assertThat(service.counts(slow)).containsEntry("onFileReady", 1);
    }
}
