package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.SessionState;
import java.time.Duration;
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
        assertThat(service.work.discarded(id, "a")).isTrue();
        awaitOver(id);
    }

    /** Cut off in between, a start would go on without what it needs. */
    @Test
    void whatAStartWouldNeedToGoOnIsKeptUntilTheEndIsRecorded() {
        service.work.surviving();
        var id = service.session("a");

        service.work.fail(id, "a", Failure.of(ErrorCode.IO_ERROR));

        Awaitility.await()
                .untilAsserted(() -> assertThat(service.work.bundlesOver()).containsExactly(id + "/a FAILED"));
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
