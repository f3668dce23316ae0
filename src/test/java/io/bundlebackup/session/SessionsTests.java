package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Trees;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.store.OneConnection;
import io.bundlebackup.session.work.BundleTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SessionsTests extends SessionTest {
    @Test
    void beginsWhatMayTakePart() {
        var id = service.session("a");

        service.work.awaitBegin(id, "a");

        assertThat(service.told(id)).containsExactly("onBundleBegin a");
        assertThat(service.see(id, "a").standing().phase()).isEqualTo(Phase.SCANNING);
    }

    @Test
    void refusesWhatMayNotTakePartAtTheAppend() {
        service.bundle("closed", "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");
        service.bundle("broken", "{");

        var id = service.session("closed", "broken", "nobody");

        assertThat(service.told(id))
                .containsExactly(
                        "onBundleBegin closed 13500001",
                        "onBundleBegin broken 13500005",
                        "onBundleBegin nobody 13500005",
                        "onAllBundlesEnd");
        assertThat(service.see(id).state()).isEqualTo(SessionState.COMPLETED);
    }

    @Test
    void refusesWhatMayNoLongerTakePartWhenItWouldBegin() {
        var others = fillSlots();
        var id = service.session("a");
        service.bundle("a", "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");

        service.work.finish(others, "d", null);

        service.awaitState(id, SessionState.COMPLETED);

        assertThat(service.told(id)).containsExactly("onBundleBegin a 13500001", "onAllBundlesEnd");
    }

    @Test
    void tellsACompletedBackup() {
        var id = running();
        service.work.step(id, "a", task -> task.recordTotals(2, 20));
        service.work.step(id, "a", task -> task.enter(Phase.PACKING));
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));
        var waiting = service.work.post(id, "a", BundleTask::awaitClient);
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        ScriptedWork.get(waiting);
        service.work.step(id, "a", BundleTask::emitReport);
        service.work.step(id, "a", task -> task.announce(SessionFixture.index()));
        service.files.close(ALICE, new BundleId(id, "a"), "manage.json", SessionFixture.sha(99));
        service.work.step(id, "a", BundleTask::awaitClient);
        service.work.finish(id, "a", 4_711L);

        var ended = service.awaitEnd(id, "a");

        assertThat(ended.standing().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(ended.standing().lastIncrementalTime()).isEqualTo(4_711);
        assertThat(ended.counts().closed()).isEqualTo(new FileCounts.Tally(2, 20));
        assertThat(service.told(id))
                .containsExactly(
                        "onBundleBegin a",
                        "onFileReady a",
                        "onProcess a",
                        "onResultReport a",
                        "onFileReady a",
                        "onBundleEnd a",
                        "onAllBundlesEnd");
        service.work.awaitOver(id, "a");
        assertThat(service.store.history.lastBackup("a").orElseThrow().outcome())
                .isEqualTo("completed");
    }

    @Test
    void tellsAFailure() {
        var id = running();

        service.work.fail(id, "a", Failure.of(ErrorCode.EXTENSION_FAILED));

        service.awaitState(id, SessionState.COMPLETED);
        assertThat(service.told(id))
                .containsExactly("onBundleBegin a", "onResultReport a", "onBundleEnd a 13500007", "onAllBundlesEnd");
        assertThat(service.parts.slots.busy()).isZero();
    }

    @Test
    void endsABundleWhoseWorkThrowsAnything() {
        var id = running();
        service.work.post(id, "a", task -> {
            throw new IllegalStateException("bug");
        });

        assertThat(Objects.requireNonNull(service.awaitEnd(id, "a").standing().failure())
                        .code())
                .isEqualTo(13900042);
        service.awaitState(id, SessionState.COMPLETED);
    }

    @Test
    void takesOneAppendOnly() {
        var id = running();

        refuses(
                ProblemType.ALREADY_APPENDED,
                () -> service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("b"), null, null));
    }

    @Test
    void refusesAnAppendThatNamesNothingOrTooMuchOrTwice() {
        var id = service.session();

        refuses(ProblemType.INVALID_ARGUMENT, () -> service.sessions.append(ALICE, id, List.of(), null, null));
        refuses(
                ProblemType.INVALID_ARGUMENT,
                () -> service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("a", "a"), null, null));
        refuses(
                ProblemType.INVALID_ARGUMENT,
                () -> service.sessions.append(
                        ALICE, id, SessionFixture.bundlesNamed("a", "b", "c", "d", "e", "f"), null, null));
        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
    }

    @Test
    void refusesTypesThatNobodyWorksOn() {
        refuses(
                ProblemType.INVALID_ARGUMENT,
                () -> service.sessions.create(ALICE, new NewSession(SessionType.RESTORE, null, List.of(), null), null));
    }

    @Test
    void limitsTheLiveSessionsOfOneCaller() {
        var first = service.session();
        service.session();
        service.session();
        refuses(ProblemType.TOO_MANY_SESSIONS, () -> service.session());
        service.sessionOf(SessionFixture.BOB);

        service.sessions.release(ALICE, first);

        service.session();
    }

    @Test
    void answersOthersAsIfThereWereNoSession() {
        var id = service.session("a");

        refuses(ProblemType.NO_SUCH_SESSION, () -> service.sessions.get("bob", id));
        refuses(ProblemType.NO_SUCH_SESSION, () -> service.sessions.release("bob", id));
        refuses(
                ProblemType.NO_SUCH_SESSION,
                () -> service.sessions.get("bob", id).requireBundle("a"));
        refuses(ProblemType.NO_SUCH_SESSION, () -> service.controls.cancel("bob", new BundleId(id, "a"), 0, null));
        refuses(ProblemType.NO_SUCH_SESSION, () -> service.controls.setPriority("bob", new BundleId(id, "a"), 1));
        assertThat(service.sessions.page("bob", new SessionFilter(null, null, null), Long.MAX_VALUE, 10))
                .isEmpty();
    }

    /** Threads that hold a connection and wait for another wait for each other: see {@link OneConnection}. */
    @Test
    void readsEndedSessionsWithTheirBundlesOneConnectionAtATime() {
        var expected = new ArrayList<SessionSnapshot>();
        for (int i = 0; i < 3; i++) {
            var id = service.session("a", "b", "nobody");
            service.sessions.release(ALICE, id);
            service.awaitState(id, SessionState.RELEASED);
            await().until(() -> service.parts.live.find(id) == null);
            expected.addFirst(service.sessions.get(ALICE, id));
        }

        var page = service.sessions.page(ALICE, new SessionFilter(null, null, null), Long.MAX_VALUE, 10);

        assertThat(page).isEqualTo(expected);
        assertThat(page)
                .allSatisfy(session -> assertThat(session.all())
                        .extracting(BundleSnapshot::name)
                        .containsExactly("a", "b", "nobody"));
    }

    @Test
    void readsTheFactsOfABundleOnceHoweverManyAreAppended() throws Exception {
        List.of("a", "b", "c", "d", "e").forEach(name -> service.bundle(name, Trees.longFacts()));
        service.session("a");
        var id = service.session();
        long before = Trees.bytesRead();

        service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("a", "b", "c", "d", "e"), null, null);

        assertThat(Trees.bytesRead() - before).isBetween(500_000L, 700_000L);
    }
}
