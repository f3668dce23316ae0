package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleTask;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens by itself as time passes. */
class ExpiryTests extends SessionTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    /** The clock has looked at every session since now. */
    private void awaitLook() {
        // A session that expires at the first look is looked at after all that were made before it.
        var probe = service.sessions
                .create("probe", new NewSession(SessionType.BACKUP, Duration.ofSeconds(1), List.of(), null), null)
                .id();
        service.clock.advance(Duration.ofSeconds(1));
        service.awaitState(probe, SessionState.EXPIRED);
        var second = service.sessions
                .create("probe", new NewSession(SessionType.BACKUP, Duration.ofNanos(1_000_000), List.of(), null), null)
                .id();
        service.clock.advance(Duration.ofMillis(1));
        service.awaitState(second, SessionState.EXPIRED);
    }

    @Test
    void expiresAnUnusedSession() {
        var id = service.session();

        service.clock.advance(IDLE.minusSeconds(10));
        awaitLook();
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        service.clock.advance(Duration.ofSeconds(10));

        service.awaitState(id, SessionState.EXPIRED);
        assertThat(service.see(id).closing()).isEqualTo(Ending.EXPIRY);
        assertThat(service.told(id)).isEmpty();
    }

    @Test
    void expiresAfterTheTimeThatItsClientChose() {
        var id = service.sessions
                .create(ALICE, new NewSession(SessionType.BACKUP, Duration.ofMinutes(1), List.of(), null), null)
                .id();

        service.clock.advance(Duration.ofMinutes(1));

        service.awaitState(id, SessionState.EXPIRED);
    }

    @Test
    void staysWhileItIsInUse() {
        var id = service.session();
        var use = service.sessions.use(ALICE, id);
        service.clock.advance(IDLE.multipliedBy(3));
        awaitLook();
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);

        use.close();
        awaitLook();
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        service.clock.advance(IDLE);

        service.awaitState(id, SessionState.EXPIRED);
    }

    @Test
    void isNotUsedByAnotherCaller() {
        var id = service.session();

        try (var use = service.sessions.use(SessionFixture.BOB, id)) {
            assertThat(use).isNotNull();
            service.clock.advance(IDLE);
            service.awaitState(id, SessionState.EXPIRED);
        }
    }

    @Test
    void countsATransferWhoseEndNobodyReports() {
        var id = service.session();
        service.sessions.useFor(id, Duration.ofHours(2));

        service.clock.advance(Duration.ofHours(2));
        awaitLook();
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        service.clock.advance(IDLE);

        service.awaitState(id, SessionState.EXPIRED);
    }

    @Test
    void staysWhileTheServiceWorks() {
        var id = running();
        service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ofHours(4));

        service.clock.advance(IDLE.multipliedBy(2));
        awaitLook();

        assertThat(service.see(id).state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void expiresWhileItsBundleWaitsForTheClient() {
        var id = running();
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));
        service.work.post(id, "a", BundleTask::awaitClient);
        awaitLook();

        service.clock.advance(IDLE);

        service.awaitState(id, SessionState.EXPIRED);
        assertThat(service.told(id))
                .containsExactly(
                        "onBundleBegin a", "onFileReady a", "onResultReport a", "onBundleEnd a", "onAllBundlesEnd");
    }

    @Test
    void endsABundleWhoseTimerExpires() {
        var id = running();

        service.clock.advance(Duration.ofMinutes(15));

        var failure = service.awaitEnd(id, "a").standing().failure();
        assertThat(Objects.requireNonNull(failure).code()).isEqualTo(13500003);
        service.awaitState(id, SessionState.COMPLETED);
        assertThat(service.told(id))
                .containsExactly("onBundleBegin a", "onResultReport a", "onBundleEnd a 13500003", "onAllBundlesEnd");
    }

    @Test
    void endsABundleAtOnceWithATimerOfZero() {
        var id = running();

        service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ZERO);

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void stopsTheDefaultTimerWhileTheBundleWaitsForTheClient() {
        var id = running();
        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));

        service.clock.advance(Duration.ofMinutes(16));
        awaitLook();

        assertThat(service.see(id, "a").running()).isTrue();
    }

    /** A clock that was wrong at the start is set, or a machine with a dead battery gets the time from the network. */
    @ParameterizedTest
    @ValueSource(longs = {-7, 7})
    void expiresNothingWhenTheWallClockIsSet(long hours) {
        var idle = service.session();
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.controls.setTimer(ALICE, new BundleId(id, "a"), Duration.ofMinutes(5));
        var before = service.sessions.expiresAt(service.see(idle));

        service.clock.jump(Duration.ofHours(hours));
        awaitLook();

        assertThat(service.see(idle).state()).isEqualTo(SessionState.OPEN);
        assertThat(service.see(id, "a").running()).isTrue();
        assertThat(service.sessions.expiresAt(service.see(idle))).isEqualTo(before.plus(Duration.ofHours(hours)));
        service.clock.advance(Duration.ofMinutes(5));
        service.awaitState(id, SessionState.COMPLETED);
        assertThat(service.see(id, "a").standing().failure()).isEqualTo(Failure.of(ErrorCode.TIMED_OUT));
        assertThat(service.see(id, "a").standing().endedAt())
                .isAfterOrEqualTo(TestClock.START.plus(Duration.ofHours(hours)));
    }

    /** The first scan of a large tree may take longer than the timer of a bundle of unknown size. */
    @Test
    void doesNotEndAScanThatStillFindsEntries() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        for (int i = 0; i < 3; i++) {
            service.clock.advance(Duration.ofMinutes(14));
            service.work.step(id, "a", BundleTask::showProgress);
            awaitLook();
        }
        assertThat(service.see(id, "a").running()).isTrue();

        service.work.step(id, "a", task -> task.recordTotals(10, 100));
        service.clock.advance(Duration.ofMinutes(14));
        awaitLook();
        assertThat(service.see(id, "a").running()).isTrue();
        service.clock.advance(Duration.ofMinutes(1));

        service.awaitState(id, SessionState.COMPLETED);
        assertThat(service.see(id, "a").standing().failure()).isEqualTo(Failure.of(ErrorCode.TIMED_OUT));
    }

    @Test
    void tellsHowFarABundleIs() {
        var id = running();
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        awaitLook();
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);

        service.clock.advance(Duration.ofSeconds(2));

        service.await(id, s -> s.lastSeq() == 3);
        assertThat(service.told(id)).containsExactly("onBundleBegin a", "onFileReady a", "onProcess a");
    }

    @Test
    void forgetsEndedSessionsWithTheHistory() {
        var id = service.session("nobody");
        service.sessions.release(ALICE, id);

        service.store.history.forget(service.clock.instant().plus(Duration.ofDays(29)));
        assertThat(service.store.rows.find(id)).isPresent();
        service.store.history.forget(service.clock.instant().plus(Duration.ofDays(31)));

        assertThat(service.store.rows.find(id)).isEmpty();
    }
}
