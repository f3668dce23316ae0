package io.bundlebackup.session.state;

import static io.bundlebackup.session.state.Snapshots.A;
import static io.bundlebackup.session.state.Snapshots.a;
import static io.bundlebackup.session.state.Snapshots.draft;
import static io.bundlebackup.session.state.Snapshots.in;
import static io.bundlebackup.session.state.Snapshots.queued;
import static io.bundlebackup.session.state.Snapshots.said;
import static io.bundlebackup.session.state.Snapshots.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Append, release and expiry in every state of a session. */
class SessionTransitionsTests {
    private static final Failure FAILURE = Failure.of(ErrorCode.IO_ERROR);

    @Test
    void saysThatAllHaveEndedWithTheLastOne() {
        var draft = draft(session(SessionType.BACKUP, SessionState.RUNNING, in("running")));

        Transitions.apply(draft, new Step.End(A, Outcome.COMPLETED, null, 7L));

        assertThat(said(draft)).containsExactly("onResultReport", "onBundleEnd", "onAllBundlesEnd");
        assertThat(draft.session().state()).isEqualTo(SessionState.COMPLETED);
        assertThat(a(draft).standing().lastIncrementalTime()).isEqualTo(7);
    }

    private static Step.Append append(String name, boolean refused) {
        return new Step.Append(List.of(new Step.Appended(queued(name), ClientWords.NONE, refused ? FAILURE : null)));
    }

    @Test
    void runsAfterAnAppend() {
        var draft = draft(session(SessionType.BACKUP, SessionState.OPEN));

        Transitions.apply(draft, append("b", false));

        assertThat(draft.session().state()).isEqualTo(SessionState.RUNNING);
        assertThat(said(draft)).isEmpty();
    }

    @Test
    void completesAtOnceIfEverythingWasRefused() {
        var draft = draft(session(SessionType.BACKUP, SessionState.OPEN));

        Transitions.apply(draft, append("b", true));

        assertThat(draft.session().state()).isEqualTo(SessionState.COMPLETED);
        assertThat(said(draft)).containsExactly("onBundleBegin 13900005", "onAllBundlesEnd");
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RUNNING", "COMPLETED"})
    void takesFurtherAppendsInIncrementalSessionsOnly(SessionState state) {
        var one = draft(session(SessionType.BACKUP, state, in("ended")));
        assertThatThrownBy(() -> Transitions.apply(one, append("b", false)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.ALREADY_APPENDED));

        var many = draft(session(SessionType.INCREMENTAL_BACKUP, state, in("ended")));
        Transitions.apply(many, append("b", false));
        assertThat(many.session().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void takesABundleOnlyOnce() {
        var draft = draft(session(SessionType.INCREMENTAL_BACKUP, SessionState.COMPLETED, in("ended")));

        assertThatThrownBy(() -> Transitions.apply(draft, append(A, false)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.ALREADY_APPENDED));
        assertThat(draft.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RELEASING", "RELEASED", "EXPIRED"})
    void takesNoAppendOnceItEnds(SessionState state) {
        var draft = draft(session(SessionType.BACKUP, state));

        assertThatThrownBy(() -> Transitions.apply(draft, append("b", false)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.SESSION_ENDED));
    }

    static Stream<Arguments> leaving() {
        return Stream.of(
                Arguments.of(Ending.RELEASE, SessionState.RELEASED), Arguments.of(Ending.EXPIRY, SessionState.EXPIRED));
    }

    @ParameterizedTest
    @MethodSource("leaving")
    void leavesAtOnceWithoutUnfinishedBundles(Ending why, SessionState left) {
        for (var session : List.of(
                session(SessionType.BACKUP, SessionState.OPEN),
                session(SessionType.BACKUP, SessionState.COMPLETED, in("ended")))) {
            var draft = draft(session);
            Transitions.apply(draft, new Step.CloseSession(why));

            assertThat(draft.session().state()).isEqualTo(left);
            assertThat(draft.session().endedAt()).isNotNull();
            assertThat(said(draft)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("leaving")
    void leavesWhenTheLastRunningBundleHasEnded(Ending why, SessionState left) {
        var draft = draft("running");

        Transitions.apply(draft, new Step.CloseSession(why));
        assertThat(draft.session().state()).isEqualTo(SessionState.RELEASING);
        assertThat(said(draft)).containsExactly("onBundleBegin 13500011");
        assertThat(a(draft).standing().ending()).isEqualTo(why);

        Transitions.apply(draft, new Step.End(A, Outcome.CANCELLED, null, null));
        assertThat(draft.session().state()).isEqualTo(left);
        assertThat(said(draft)).endsWith("onResultReport", "onBundleEnd", "onAllBundlesEnd");
    }

    @ParameterizedTest
    @MethodSource("leaving")
    void leavesAtOnceIfNothingHadBegun(Ending why, SessionState left) {
        var draft = draft("queued");

        Transitions.apply(draft, new Step.CloseSession(why));

        assertThat(draft.session().state()).isEqualTo(left);
        assertThat(said(draft)).containsExactly("onBundleBegin 13500011", "onBundleBegin 13500011", "onAllBundlesEnd");
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RELEASED", "EXPIRED"})
    void staysAsItEnded(SessionState state) {
        var draft = draft(session(SessionType.BACKUP, state, in("ended")));

        Transitions.apply(draft, new Step.CloseSession(Ending.RELEASE));

        assertThat(draft.isEmpty()).isTrue();
    }
}
