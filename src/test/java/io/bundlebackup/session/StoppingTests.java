package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.work.BundleTask;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Ending before the time: cancel, withdraw, release. */
class StoppingTests extends SessionTest {
    @Test
    void cancelsARunningBundleOnceAndForAll() {
        var id = running();

        assertThat(service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null))
                .isZero();
        service.awaitEnd(id, "a");
        assertThat(service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null))
                .isZero();

        assertThat(service.told(id))
                .containsExactly("onBundleBegin a", "onResultReport a", "onBundleEnd a", "onAllBundlesEnd");
    }

    @Test
    void cancelsOnlyWhatRuns() {
        fillSlots();
        var id = service.session("a", "nobody");

        refuses(ProblemType.NOT_STARTED, () -> service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null));
        refuses(ProblemType.NO_SUCH_TASK, () -> service.controls.cancel(ALICE, new BundleId(id, "nobody"), 0, null));
        refuses(ProblemType.NO_SUCH_TASK_HERE, () -> service.controls.cancel(ALICE, new BundleId(id, "b"), 0, null));
        service.sessions.release(ALICE, id);
        refuses(ProblemType.NO_SUCH_TASK, () -> service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null));
    }

    @Test
    void aTimerOfZeroCannotBeUndone() throws Exception {
        var id = running();
        var letGo = new CountDownLatch(1);
        service.work.post(id, "a", task -> awaitUninterruptibly(letGo));

        assertThat(service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ZERO))
                .isPresent();
        assertThat(service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ofHours(1)))
                .isEmpty();
        letGo.countDown();

        assertThat(service.awaitEnd(id, "a").standing().failure())
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(13500003);
    }

    @Test
    void cancelsNothingThatItsTimerIsEnding() throws Exception {
        var id = running();
        var letGo = new CountDownLatch(1);
        service.work.post(id, "a", task -> awaitUninterruptibly(letGo));
        service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ZERO);
        service.await(id, s -> Objects.requireNonNull(s.bundle("a")).ending());

        refuses(ProblemType.NO_SUCH_TASK, () -> service.controls.cancel(ALICE, new BundleId(id, "a"), 0, null));
        letGo.countDown();

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.FAILED);
    }

    /** It is slow to let go. */
    private static void awaitUninterruptibly(CountDownLatch latch) throws InterruptedException {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    @Test
    void withdrawsInEveryState() {
        fillSlots();
        var id = service.session("a", "nobody");

        service.controls.withdraw(ALICE, new BundleId(id, "a"));
        service.controls.withdraw(ALICE, new BundleId(id, "a"));
        service.controls.withdraw(ALICE, new BundleId(id, "nobody"));

        assertThat(service.see(id, "a").standing().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(service.see(id, "nobody").standing().outcome()).isEqualTo(Outcome.REJECTED);
        refuses(ProblemType.NO_SUCH_BUNDLE, () -> service.controls.withdraw(ALICE, new BundleId(id, "b")));
        assertThat(service.parts.slots.queued()).isEmpty();
    }

    @Test
    void cancelsABundleThatWaitsForItsClient() {
        var id = running();
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));
        service.work.post(id, "a", BundleTask::awaitClient);

        service.controls.withdraw(ALICE, new BundleId(id, "a"));

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.CANCELLED);
        refuses(ProblemType.FILE_CLOSED, () -> service.files.open(ALICE, new BundleId(id, "a"), "part.0.tar", null));
    }

    @Test
    void releasesAnOpenSession() {
        var id = service.session();

        service.sessions.release(ALICE, id);
        service.sessions.release(ALICE, id);

        assertThat(service.sessions.get(ALICE, id).state()).isEqualTo(SessionState.RELEASED);
        assertThat(service.told(id)).isEmpty();
    }

    @Test
    void releasesARunningSession() {
        fillSlots();
        var id = service.session("a");
        service.sessions.release(ALICE, id);
        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
        assertThat(service.told(id)).containsExactly("onBundleBegin a 13500011", "onAllBundlesEnd");
        refuses(
                ProblemType.SESSION_ENDED,
                () -> service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("b"), null, null));
    }

    @Test
    void releasesASessionAtWork() {
        var id = running();

        service.sessions.release(ALICE, id);
        service.awaitState(id, SessionState.RELEASED);

        assertThat(service.told(id))
                .containsExactly("onBundleBegin a", "onResultReport a", "onBundleEnd a", "onAllBundlesEnd");
        assertThat(service.see(id, "a").standing().outcome()).isEqualTo(Outcome.CANCELLED);
        service.work.awaitOver(id, "a");
    }

    @Test
    void releasesACompletedSession() {
        var id = service.session("nobody");

        service.sessions.release(ALICE, id);

        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
        assertThat(service.counts(id)).containsEntry("onAllBundlesEnd", 1);
    }

    /** Whoever hears that a session is released may append its bundles to another one. */
    @Test
    void aReleaseIsOverWhenItsBundlesHaveEnded() throws Exception {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");

        assertThat(service.sessions.release(ALICE, id, Duration.ofSeconds(5))).isTrue();

        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
        assertThat(service.sessions.release(ALICE, id, Duration.ZERO)).isTrue();
    }

    @Test
    void aReleaseDoesNotWaitForEverForABundleThatDoesNotEnd() throws Exception {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var end = new CountDownLatch(1);
        service.work.post(id, "a", task -> awaitUninterruptibly(end));

        assertThat(service.sessions.release(ALICE, id, Duration.ofMillis(10))).isFalse();

        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASING);
        end.countDown();
        service.awaitState(id, SessionState.RELEASED);
    }
}
