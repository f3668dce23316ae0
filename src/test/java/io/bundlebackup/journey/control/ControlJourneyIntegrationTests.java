package io.bundlebackup.journey.control;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cancelling, releasing, withdrawing, and what steers a bundle. One slot, and a part for every entry. */
class ControlJourneyIntegrationTests extends JourneyTest {
    private String bundle = "";

    @Override
    public List<String> settings() {
        return List.of("backup.scheduler.slots=1", "backup.pack.part-files=1");
    }

    @BeforeEach
    void make() {
        bundle = service.bundle(file("a", "hi"), file("b", "ho"));
    }

    /** Holds the only slot for as long as it likes: it announces one of its many parts a second. */
    private BackupSession holdTheSlot() {
        var slow = service.bundle(files(60));
        var session = alice.backUpAtRate(1, slow);
        session.recorder().await("onBundleBegin", slow);
        return session;
    }

    private static String onlyBundle(BackupSession session) {
        return session.view().path("bundles").path(0).path("bundleName").asString("");
    }

    private static void assertCancelled(BackupSession session, String bundle) {
        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("cancelled");
        assertThat(end.has("err")).isFalse();
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.state()).isIn("completed", "released");
    }

    @Test
    void aQueuedBundleIsNotCancelledButWithdrawn() {
        holdTheSlot();
        var session = alice.backUp(bundle);

        session.cancel(bundle).isProblem(409, "not-started", 13500011);
        assertThat(session.bundle(bundle).path("state").asString("")).isEqualTo("queued");
        assertThat(session.log(100)).isEmpty();

        session.withdraw(bundle).is(204);
        var begin = session.recorder().await("onBundleBegin", bundle);
        assertThat(begin.path("err").path("code").asInt(0)).isEqualTo(13500011);
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.bundle(bundle).path("outcome").asString("")).isEqualTo("cancelled");
        session.withdraw(bundle).is(204);
        session.cancel(bundle).isProblem(409, "no-such-task", 13500012);
        assertThat(session.log(100)).hasSize(2);
        assertThat(alice.get("/api/v1/queue").is(200).json().path("queued")).isEmpty();
    }

    @Test
    void aBundleThatIsPackedIsCancelled() {
        var session = holdTheSlot();
        var slow = onlyBundle(session);
        var part = session.awaitFile(slow, "part");
        assertThat(session.bundle(slow).path("phase").asString("")).isEqualTo("packing");

        assertThat(session.cancel(slow).is(200).json().path("result").asInt(-1)).isZero();
        session.fetch(part).isProblem(410, "file-closed", 13900020);
        session.cancel(slow).is(200);

        assertCancelled(session, slow);
        session.cancel(slow).is(200);
        session.fetch(part).isProblem(410, "file-closed", 13900020);
        session.close(part).isProblem(410, "file-closed", 13900020);
        assertThat(session.setTimer(slow, 1000).is(200).json().path("result").asBoolean(true))
                .isFalse();
        assertThat(session.files("state=ready")).as("files that can be had").isEmpty();
    }

    @Test
    void aBundleThatWaitsForItsClientIsCancelled() {
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");

        session.cancel(bundle).is(200);

        assertCancelled(session, bundle);
    }

    @Test
    void aBundleWhoseIndexIsAnnouncedIsCancelled() {
        var session = alice.backUp(bundle);
        var index = awaitIndex(session);

        session.cancel(bundle).is(200);

        assertCancelled(session, bundle);
        session.fetch(index).isProblem(410, "file-closed", 13900020);
    }

    private BackupSession.Delivered awaitIndex(BackupSession session) {
        for (int i = 1; i <= 3; i++) {
            session.close(session.awaitFile(bundle, file -> true, i)).is(204);
        }
        return session.awaitFile(bundle, "index");
    }

    @Test
    void aBundleThatHasEndedIsNotCancelled() {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        var log = session.log(100);

        session.cancel(bundle).isProblem(409, "no-such-task", 13500012);
        session.withdraw(bundle).is(204);
        session.cancel("com.example.never.appended").isProblem(404, "no-such-task", 13500012);
        session.withdraw("com.example.never.appended").isProblem(404, "no-such-bundle", 13900020);

        assertThat(session.log(100)).isEqualTo(log);
        assertThat(session.bundle(bundle).path("outcome").asString("")).isEqualTo("completed");
    }

    @Test
    void withdrawingARunningBundleCancelsIt() {
        var session = alice.backUp(bundle);
        session.recorder().await("onBundleBegin", bundle);

        session.withdraw(bundle).is(204);

        assertCancelled(session, bundle);
    }

    @Test
    void releasingEndsWhatIsQueuedRunsWaitsOrHasEnded() {
        var ended = alice.backUp(bundle);
        ended.pull(folder);
        ended.recorder().await("onAllBundlesEnd");
        var announced = alice.backUp(bundle);
        var index = awaitIndex(announced);
        var waiting = alice.backUp(bundle);
        waiting.awaitBundle(bundle, "phase", "waitingForClient");
        var packing = holdTheSlot();
        var queued = alice.backUp(bundle, "com.example.unknown");
        var open = alice.open();

        for (var session : List.of(ended, announced, waiting, queued, packing, open)) {
            session.release().is(204);
            session.release().is(204);
            assertThat(session.recorder().awaitClose()).isEqualTo(1000);
            assertThat(session.state()).isEqualTo("released");
            session.append(Client.appended(800, bundle)).isProblem(409, "session-ended", 13900001);
        }

        assertThat(ended.bundle(bundle).path("outcome").asString("")).isEqualTo("completed");
        assertCancelled(announced, bundle);
        assertCancelled(waiting, bundle);
        assertCancelled(packing, onlyBundle(packing));
        assertThat(queued.recorder()
                        .await("onBundleBegin", bundle)
                        .path("err")
                        .path("code")
                        .asInt(0))
                .isEqualTo(13500011);
        assertThat(queued.bundle("com.example.unknown").path("outcome").asString(""))
                .isEqualTo("rejected");
        assertThat(open.log(100)).isEmpty();
        announced.fetch(index).isProblem(410, "file-closed", 13900020);
    }
}
