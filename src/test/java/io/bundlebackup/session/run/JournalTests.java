package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.ScriptedWork;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.EventData;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.util.AbstractMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JournalTests extends SessionTest {
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("writes-rows").start(task);

    @BeforeEach
    void writeAlone() {
        service.stopClock();
    }

    @AfterEach
    void letGo() {
        service.database.letGo();
    }

    private Session live(String id) {
        return Objects.requireNonNull(service.parts.live.find(id));
    }

    private static ProblemType problemOf(Throwable thrown) {
        return ((ProblemException) thrown).type();
    }

    @Test
    void tellsTheCallerThatTheDiskIsFull() {
        var id = service.session();
        service.database.fillUpNext(1);

        assertThatThrownBy(() -> service.sessions.append(
                        SessionFixture.ALICE, id, SessionFixture.bundlesNamed("a", "nobody"), null, null))
                .satisfies(thrown -> assertThat(problemOf(thrown)).isEqualTo(ProblemType.NO_SPACE));
    }

    /** Otherwise the session would go on from a state that the database has left behind. */
    @Test
    void aCommitStandsAlthoughItsObserverFails() {
        service.observe((transitions, took) -> {
            throw new OutOfMemoryError("made by the test");
        });

        var id = service.session("a");

        service.work.finish(id, "a", null);
        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void tellsTheCallerThatAQuotaIsExhausted() {
        var id = service.session();
        service.database.exhaustQuotaNext(1);

        assertThatThrownBy(() -> service.sessions.append(
                        SessionFixture.ALICE, id, SessionFixture.bundlesNamed("a", "nobody"), null, null))
                .satisfies(thrown -> assertThat(problemOf(thrown)).isEqualTo(ProblemType.NO_SPACE));
    }

    @Test
    void tellsTheCallerThatTheDiskIsBroken() {
        var id = service.session();
        service.database.failNext(1);

        assertThatThrownBy(() -> service.sessions.release(SessionFixture.ALICE, id))
                .satisfies(thrown -> assertThat(problemOf(thrown)).isEqualTo(ProblemType.IO_ERROR));
    }

    @Test
    void isWhatTheDatabaseSaysAfterAFailure() {
        var id = service.session();
        service.database.failNext(1);
        assertThatThrownBy(() ->
                        service.sessions.append(SessionFixture.ALICE, id, SessionFixture.bundlesNamed("a"), null, null))
                .isInstanceOf(ProblemException.class);

        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        assertThat(service.see(id).bundles()).isEmpty();
        assertThat(service.log(id)).isEmpty();

        service.sessions.append(SessionFixture.ALICE, id, SessionFixture.bundlesNamed("a"), null, null);
        service.work.awaitBegin(id, "a");
        assertThat(service.told(id)).containsExactly("onBundleBegin a");
    }

    @Test
    void makesNoSessionThatCouldNotBeRecorded() {
        service.database.failNext(1);

        assertThatThrownBy(() -> service.session()).isInstanceOf(ProblemException.class);

        assertThat(service.parts.live.all()).isEmpty();
        assertThat(service.session()).isNotEmpty();
    }

    @Test
    void showsNothingThatIsNotCommitted() throws Exception {
        var id = service.session();
        service.database.hold();
        var done = live(id).post(draft -> {
            Transitions.apply(draft, new Step.CloseSession(Ending.RELEASE));
            return draft;
        });
        service.database.awaitHeld();

        assertThat(service.see(id).state()).isEqualTo(SessionState.OPEN);
        assertThat(done).isNotDone();

        service.database.letGo();
        ScriptedWork.get(done);
        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
    }

    @Test
    void keepsOneCallersFailureFromAnothers() throws Exception {
        var first = service.session();
        var poisoned = service.session();
        var sound = service.session();
        service.database.hold();
        var held = live(first).post(JournalTests::release);
        service.database.awaitHeld();
        // These two wait together, and go into one transaction.
        var failing = live(poisoned).post(draft -> {
            draft.emit(null, unwritable(IllegalStateException.class), null);
            return release(draft);
        });
        var fine = live(sound).post(JournalTests::release);

        service.database.letGo();

        ScriptedWork.get(held);
        ScriptedWork.get(fine);
        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ProblemException.class);
        assertThat(service.see(sound).state()).isEqualTo(SessionState.RELEASED);
        assertThat(service.see(poisoned).state()).isEqualTo(SessionState.OPEN);
    }

    /** Whatever is thrown while a transition is written, nothing of it is written with the next one. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, IllegalStateException.class})
    void writesNothingOfAFailureWithAnothersTransition(Class<? extends Throwable> thrown) throws Exception {
        var broken = service.session();
        var other = service.session();
        var failing = live(broken).post(draft -> {
            draft.emit(null, new EventData.ServiceDied(), null);
            draft.emit(null, unwritable(thrown), null);
            return release(draft);
        });
        assertThatThrownBy(failing::join).hasCauseInstanceOf(ProblemException.class);

        ScriptedWork.get(live(other).post(JournalTests::release));

        assertThat(service.store.rows.find(broken).orElseThrow().state()).isEqualTo(SessionState.OPEN);
        assertThat(service.log(broken)).isEmpty();
        live(broken).transact(draft -> draft.emit(null, new EventData.ServiceDied(), null));
        assertThat(service.log(broken)).hasSize(1);
    }

    /** The data of an event that cannot be written. */
    private static EventData unwritable(Class<? extends Throwable> type) {
        return new EventData.ApplicationProgress(List.of(new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw failure(type);
            }
        }));
    }

    private static RuntimeException failure(Class<? extends Throwable> type) {
        try {
            var thrown = type.getConstructor(String.class).newInstance("made by the test");
            if (thrown instanceof Error error) {
                throw error;
            }
            return (RuntimeException) thrown;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** As when a statement cannot be prepared. */
    @Test
    void goesOnAfterAConnectionThatCannotBePrepared() {
        var id = service.session();
        service.database.failNext(1);
        assertThatThrownBy(() -> service.sessions.release(SessionFixture.ALICE, id))
                .isInstanceOf(ProblemException.class);
        service.database.refusePreparing(1);
        assertThatThrownBy(() -> service.sessions.release(SessionFixture.ALICE, id))
                .isInstanceOf(ProblemException.class);
        await().until(() -> service.database.open() == 0);

        service.sessions.release(SessionFixture.ALICE, id);

        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
    }

    private static Draft release(Draft draft) {
        Transitions.apply(draft, new Step.CloseSession(Ending.RELEASE));
        return draft;
    }

    @Test
    void dropsWhatWasDecidedOnTopOfAFailure() throws Exception {
        var blocker = service.session();
        var id = service.session();
        service.database.hold();
        var held = live(blocker).post(JournalTests::release);
        service.database.awaitHeld();
        var failing = live(id).post(draft -> {
            draft.emit(null, unwritable(IllegalStateException.class), null);
            draft.emit(null, new EventData.ServiceDied(), null);
            return draft;
        });
        var onTop = live(id).post(draft -> {
            draft.emit(null, new EventData.ServiceDied(), null);
            return draft;
        });

        service.database.letGo();

        ScriptedWork.get(held);
        assertThatThrownBy(failing::join).hasCauseInstanceOf(ProblemException.class);
        assertThatThrownBy(onTop::join).hasCauseInstanceOf(ProblemException.class);
        assertThat(service.see(id).lastSeq()).isZero();
        live(id).transact(draft -> draft.emit(null, new EventData.ServiceDied(), null));
        assertThat(service.see(id).lastSeq()).isEqualTo(1);
        assertThat(service.log(id)).hasSize(1);
    }

    @Test
    void tellsWhoDecidedOnTopOfAFailureWhyThatFailed() throws Exception {
        var id = service.session();
        service.database.fillUpNext(1);
        service.database.hold();
        var failing = live(id).post(draft -> draft.emit(null, new EventData.ServiceDied(), null));
        service.database.awaitHeld();
        var onTop = live(id).post(draft -> draft.emit(null, new EventData.ServiceDied(), null));

        service.database.letGo();

        for (var change : List.of(failing, onTop)) {
            assertThatThrownBy(change::join)
                    .satisfies(thrown -> assertThat(problemOf(Objects.requireNonNull(thrown.getCause())))
                            .isEqualTo(ProblemType.NO_SPACE));
        }
    }

    @Test
    void endsABundleWhoseStepCouldNotBeRecorded() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.database.fillUpNext(1);
        var step = service.work.post(id, "a", task -> task.recordTotals(1, 1));

        var ended = service.awaitEnd(id, "a");

        assertThatThrownBy(step::join).hasCauseInstanceOf(ProblemException.class);
        assertThat(ended.standing().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(Objects.requireNonNull(ended.standing().failure()).code()).isEqualTo(13900025);
    }

    /** A hundred thousand unreadable files would take longer to record than a backup may. */
    @Test
    void recordsManyFailedFilesWithOneFlush() throws Exception {
        var blocker = service.session();
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var told = new AtomicInteger();
        service.database.hold();
        live(blocker).post(JournalTests::release);
        service.database.awaitHeld();
        int before = service.database.commits();

        var step = service.work.post(id, "a", task -> {
            for (int i = 0; i < 60; i++) {
                task.fileFailed("f" + i, ErrorCode.IO_ERROR, "it cannot be read");
                told.incrementAndGet();
            }
        });

        await().until(() -> told.get() == 60);
        service.database.letGo();
        ScriptedWork.get(step);
        assertThat(service.see(id, "a").counts().failed()).isEqualTo(60);
        assertThat(service.counts(id)).containsEntry("onProcess", 60);
        assertThat(service.database.commits() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void recordsAnEndAsSoonAsTheDatabaseCanBeWrittenAgain() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.database.failNext(1);

        service.work.finish(id, "a", null);

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    private int marked(String path) {
        return service.store
                .readers
                .sql("select count(*) from reply where path = ?")
                .param(path)
                .query(Integer.class)
                .single();
    }

    /** Writes a row that no session has. */
    private int mark(String path) {
        return service.journal.write(rows -> mark(rows, path));
    }

    private static int mark(JdbcClient rows, String path) {
        return rows.sql("insert into reply (caller, method, path, key, body_sha256, status, location, body, kept_at)"
                        + " values ('alice', 'POST', ?, 'k', 's', 200, null, '{}', 0)")
                .param(path)
                .update();
    }

    @Test
    void commitsTheRowsOfOthersWithTheChangesOfSessions() throws Exception {
        var blocker = service.session();
        var id = service.session();
        service.database.hold();
        var held = live(blocker).post(JournalTests::release);
        service.database.awaitHeld();
        int before = service.database.commits();
        var waiting = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> mark("/" + i), THREADS))
                .toList();
        var change = live(id).post(JournalTests::release);
        await().until(() -> service.journal.waiting() == 21);

        service.database.letGo();

        ScriptedWork.get(held);
        ScriptedWork.get(change);
        for (var rows : waiting) {
            assertThat(rows.get(5, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(marked("/19")).isEqualTo(1);
        assertThat(service.database.commits() - before).isEqualTo(2);
        assertThat(service.database.open()).isEqualTo(1);
    }

    /** Whatever is thrown while rows are written, only their caller hears of it, and nothing of them is written. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, IllegalStateException.class})
    void keepsTheFailureOfRowsFromOthers(Class<? extends Throwable> thrown) throws Exception {
        var blocker = service.session();
        var id = service.session();
        service.database.hold();
        var held = live(blocker).post(JournalTests::release);
        service.database.awaitHeld();
        var failing = CompletableFuture.supplyAsync(
                () -> service.journal.write(rows -> {
                    mark(rows, "/failing");
                    throw failure(thrown);
                }),
                THREADS);
        var sound = CompletableFuture.supplyAsync(() -> mark("/sound"), THREADS);
        var change = live(id).post(JournalTests::release);
        await().until(() -> service.journal.waiting() == 3);

        service.database.letGo();

        ScriptedWork.get(held);
        ScriptedWork.get(change);
        assertThat(sound.get(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatThrownBy(failing::join)
                .cause()
                .satisfies(refusal -> assertThat(problemOf(refusal)).isEqualTo(ProblemType.IO_ERROR));
        assertThat(marked("/failing")).isZero();
        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASED);
    }

    @Test
    void tellsWhoWritesRowsThatTheDiskIsFull() {
        service.database.fillUpNext(1);

        assertThatThrownBy(() -> mark("/full"))
                .satisfies(thrown -> assertThat(problemOf(thrown)).isEqualTo(ProblemType.NO_SPACE));
        assertThat(mark("/full")).isEqualTo(1);
    }

    @Test
    void refusesRowsWhenItIsClosed() {
        service.journal.close();

        assertThatThrownBy(() -> mark("/late"))
                .satisfies(thrown -> assertThat(problemOf(thrown)).isEqualTo(ProblemType.NOT_AVAILABLE));
    }
}
