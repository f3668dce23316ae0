package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.SessionState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Work is told when a session is over, however it ended. */
class SessionOverTests extends SessionTest {
    private void awaitOver(String... ids) {
        Awaitility.await().untilAsserted(() -> assertThat(service.work.over()).containsExactlyInAnyOrder(ids));
    }

    @Test
    void thatNobodyAppendedTo() {
        var id = service.session();

        service.sessions.release(ALICE, id);
        service.sessions.release(ALICE, id);

        awaitOver(id);
    }

    @Test
    void whoseBundlesHadEndedBefore() {
        var id = service.session("a");
        service.work.finish(id, "a", null);
        service.awaitState(id, SessionState.COMPLETED);
        assertThat(service.work.over()).isEmpty();

        service.sessions.release(ALICE, id);

        awaitOver(id);
    }

    @Test
    void whoseLastBundleHasEnded() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");

        service.sessions.release(ALICE, id);

        service.awaitState(id, SessionState.RELEASED);
        service.work.awaitOver(id, "a");
        awaitOver(id);
    }

    /** A start of the service would need it to go on. */
    @Test
    void whatWasKeptForABundleGoesAfterTheEndIsRecorded() {
        var id = service.session("a");
        var ended = new CompletableFuture<Boolean>();
        service.work.whenOver(() -> ended.complete(service.see(id, "a").ended()));

        service.work.fail(id, "a", Failure.of(ErrorCode.IO_ERROR));

        assertThat(ScriptedWork.get(ended)).isTrue();
        assertThat(service.work.discarded(id, "a")).isFalse();
    }

    @Test
    void thatHasExpired() {
        var id = service.session();
        var other = service.session();

        service.clock.advance(Duration.ofMinutes(31));

        awaitOver(id, other);
    }
}
