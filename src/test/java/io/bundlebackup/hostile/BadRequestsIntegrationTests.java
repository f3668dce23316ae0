package io.bundlebackup.hostile;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is refused, one line each, and that it changed nothing. Paths name what was prepared: {@code OPEN}, {@code RUN}, {@code QUEUE}
 * and {@code GONE} are sessions without bundles, with one that waits for its client, with one that is held, and released; {@code B} is
 * a bundle in them, {@code PART} its file, {@code CLOSED} one that was closed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsIntegrationTests extends JourneyTest {
    private static final String S = "/api/v1/sessions";

    private Client keeper;
    private BackupSession open;
    private BackupSession running;
    private BackupSession queued;
    private BackupSession gone;
    private BackupSession.Delivered part;
    private BackupSession.Delivered closed;
    private String bundle = "";

    @Override
    public List<String> settings() {
        return List.of(
                "backup.pack.part-files=1",
                "backup.progress-interval=1h",
                "backup.limits.json-size=2KB",
                "backup.limits.bundles=3");
    }

    @BeforeAll
    void prepare(RunningService shared) {
        keeper = shared.client(RunningService.ALICE);
        bundle = shared.bundle(file("a", "hi"), file("b", "ho"));
        open = keeper.open();
        running = keeper.backUp(bundle);
        closed = running.awaitFile(bundle, file -> true, 1);
        part = running.awaitFile(bundle, file -> true, 2);
        running.awaitFile(bundle, file -> true, 3);
        running.close(closed).is(204);
        queued = keeper.backUpAtRate(0, bundle);
        queued.awaitBundle(bundle, "phase", "waitingForClient");
        gone = keeper.open();
        gone.release().is(204);
        running.awaitBundle(bundle, "phase", "waitingForClient");
    }

    @AfterAll
    void checkWhatWasPrepared() {
        keeper.sessions().forEach(this::check);
        keeper.close();
    }

    @ParameterizedTest
    @MethodSource({
        "io.bundlebackup.hostile.BadRequests#creations",
        "io.bundlebackup.hostile.BadRequests#appends",
        "io.bundlebackup.hostile.BadRequests#operations",
        "io.bundlebackup.hostile.BadRequests#files",
        "io.bundlebackup.hostile.BadRequests#lists",
        "io.bundlebackup.hostile.BadRequests#addresses"
    })
    void isRefusedAndChangesNothing(BadRequests.Bad bad) {
        var before = everything();

        var answer = alice.send(
                bad.method(),
                filled(bad.path()),
                bad.body() == null ? null : filled(bad.body()),
                bad.headers().toArray(String[]::new));

        if (bad.method().equals("HEAD")) {
            answer.is(bad.status());
        } else {
            answer.isProblem(bad.status(), bad.slug(), bad.code());
        }
        assertThat(everything()).isEqualTo(before);
    }

    private String filled(String text) {
        return text.replace("OPEN", open.id())
                .replace("RUN", running.id())
                .replace("QUEUE", queued.id())
                .replace("GONE", gone.id())
                .replace("BUNDLE", bundle)
                .replace("PART", part.uri())
                .replace("CLOSED", closed.uri())
                .replace("SHA", part.sha256());
    }

    /** Every session of the caller, without what passes by itself. */
    private JsonNode everything() {
        var sessions = alice.get(S + "?limit=1000").is(200).json().path("sessions");
        for (var session : sessions) {
            ((ObjectNode) session).remove("expiresAt");
            session.path("bundles").forEach(each -> ((ObjectNode) each).remove(List.of("rate", "etaSeconds")));
        }
        return sessions;
    }
}
