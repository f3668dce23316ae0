package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step in every state of a bundle, and of a session. */
class TransitionsTests {
    private static final String A = "a";
    private static final DeliveredFile PART = SessionFixture.part(0);
    private static final Failure FAILURE = Failure.of(ErrorCode.IO_ERROR);

    private static SessionSnapshot session(SessionType type, SessionState state, BundleSnapshot... bundles) {
        var map = new LinkedHashMap<String, BundleSnapshot>();
        for (var bundle : bundles) {
            map.put(bundle.name(), bundle);
        }
        return new SessionSnapshot(
                1, "s", "alice", type, state, null, TestClock.START, null, Duration.ofMinutes(30), 0, map);
    }

    private static BundleSnapshot queued(String name) {
        return new BundleSnapshot(
                name,
                new BundleSnapshot.Appended(1, null, null, TestClock.START),
                BundleSnapshot.Standing.QUEUED,
                new BundleSnapshot.Steering(0, WorkTimer.byDefault(0), Pace.DEFAULT),
                FileCounts.NONE);
    }

    private static BundleSnapshot in(String state) {
        var running = queued(A).begun(Phase.SCANNING, TestClock.START);
        return switch (state) {
            case "queued" -> queued(A);
            case "running" -> running;
            case "ending" -> running.endingFor(Ending.CANCEL);
            case "ended" -> running.ended(Outcome.COMPLETED, null, null, TestClock.START);
            default -> throw new IllegalArgumentException(state);
        };
    }

    private static Draft draft(SessionSnapshot session) {
        return new Draft(session, TestClock.START.plusSeconds(1));
    }

    /** A draft of a running session with {@code a} in a state, and another bundle that keeps the session running. */
    private static Draft draft(String state) {
        return draft(session(SessionType.BACKUP, SessionState.RUNNING, in(state), queued("other")));
    }

    private static List<String> said(Draft draft) {
        return draft.events().stream()
                .map(e ->
                        e.type().wire() + (e.err() == null ? "" : " " + e.err().code()))
                .toList();
    }

    private static BundleSnapshot a(Draft draft) {
        return Objects.requireNonNull(draft.find(A));
    }

    /** step | state | what it says, or {@code gone} | state after | outcome after. */
    static Stream<Arguments> table() {
        var begin = new Step.Begin(A, Phase.SCANNING);
        var refuse = new Step.Refuse(A, FAILURE);
        var stop = new Step.Stop(A, Ending.CANCEL);
        var end = new Step.End(A, Outcome.COMPLETED, null, 7L);
        var rows = new ArrayList<Arguments>();
        rows.add(Arguments.of(begin, "queued", List.of("onBundleBegin"), BundleState.RUNNING, null));
        rows.add(
                Arguments.of(refuse, "queued", List.of("onBundleBegin 13900005"), BundleState.ENDED, Outcome.REJECTED));
        rows.add(Arguments.of(stop, "queued", List.of("onBundleBegin 13500011"), BundleState.ENDED, Outcome.CANCELLED));
        rows.add(Arguments.of(stop, "running", List.of(), BundleState.RUNNING, null));
        rows.add(Arguments.of(stop, "ending", List.of(), BundleState.RUNNING, null));
        rows.add(Arguments.of(stop, "ended", List.of(), BundleState.ENDED, Outcome.COMPLETED));
        for (var state : List.of("running", "ending")) {
            rows.add(Arguments.of(
                    end, state, List.of("onResultReport", "onBundleEnd"), BundleState.ENDED, Outcome.COMPLETED));
            for (var work : work()) {
                rows.add(Arguments.of(work.step, state, work.said, BundleState.RUNNING, null));
            }
        }
        for (var state : List.of("queued", "ended")) {
            rows.add(Arguments.of(end, state, List.of("gone"), null, null));
            for (var work : work()) {
                rows.add(Arguments.of(work.step, state, List.of("gone"), null, null));
            }
        }
        for (var state : List.of("running", "ending", "ended")) {
            rows.add(Arguments.of(begin, state, List.of("gone"), null, null));
            rows.add(Arguments.of(refuse, state, List.of("gone"), null, null));
        }
        return rows.stream();
    }

    private record Work(Step step, List<String> said) {}

    /** The steps that only a running bundle takes, and that leave it running. */
    private static List<Work> work() {
        return List.of(
                new Work(new Step.Enter(A, Phase.PACKING), List.of()),
                new Work(new Step.Scanned(A, new FileCounts.Tally(1, 2)), List.of()),
                new Work(new Step.Announce(A, PART, false), List.of("onFileReady")),
                new Work(new Step.FailFile(A, "f", 13900005, "gone", true), List.of("onProcess")),
                new Work(new Step.FailFile(A, "f", 13900005, "gone", false), List.of()),
                new Work(new Step.Report(A, Map.of()), List.of("onResultReport")),
                new Work(new Step.Close(A, PART), List.of()),
                new Work(new Step.GoStale(A, PART), List.of()),
                new Work(new Step.GiveUp(A, PART.uri(), FAILURE), List.of("onFileReady 13900005")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void doesWhatTheTableSays(Step step, String state, List<String> said, BundleState after, Outcome outcome) {
        var draft = draft(state);
        if (said.equals(List.of("gone"))) {
            assertThatThrownBy(() -> Transitions.apply(draft, step)).isInstanceOf(BundleGoneException.class);
            assertThat(draft.isEmpty()).isTrue();
            return;
        }

        Transitions.apply(draft, step);

        assertThat(said(draft)).isEqualTo(said);
        assertThat(a(draft).state()).isEqualTo(after);
        assertThat(a(draft).standing().outcome()).isEqualTo(outcome);
        assertThat(draft.session().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void numbersEventsDensely() {
        var draft = draft("running");

        Transitions.apply(draft, new Step.Announce(A, PART, false));
        Transitions.apply(draft, new Step.End(A, Outcome.FAILED, FAILURE, null));

        assertThat(draft.events().stream().map(Event::seq)).containsExactly(1L, 2L, 3L);
        assertThat(draft.session().lastSeq()).isEqualTo(3);
    }

    @Test
    void reportsOnlyOnce() {
        var draft = draft("running");

        Transitions.apply(draft, new Step.Report(A, Map.of()));
        Transitions.apply(draft, new Step.End(A, Outcome.COMPLETED, null, null));

        assertThat(said(draft)).containsExactly("onResultReport", "onBundleEnd");
    }

    @Test
    void countsFilesOnTheirWay() {
        var draft = draft("running");
        Transitions.apply(draft, new Step.Announce(A, PART, false));
        Transitions.apply(draft, new Step.Announce(A, SessionFixture.part(1), false));
        Transitions.apply(draft, new Step.GoStale(A, PART));

        assertThat(a(draft).counts().stale()).isEqualTo(1);
        assertThat(a(draft).counts().open()).isEqualTo(1);
        assertThat(a(draft).counts().ready()).isEqualTo(new FileCounts.Tally(2, 20));

        Transitions.apply(draft, new Step.Announce(A, PART, true));
        Transitions.apply(draft, new Step.Close(A, PART));

        assertThat(a(draft).counts().stale()).isZero();
        assertThat(a(draft).counts().open()).isEqualTo(1);
        assertThat(a(draft).counts().ready()).isEqualTo(new FileCounts.Tally(4, 40));
        assertThat(a(draft).counts().closed()).isEqualTo(new FileCounts.Tally(2, 20));
    }

    @Test
    void stopsTheTimerWhileTheBundleWaitsForItsClient() {
        var draft = draft("running");
        assertThat(a(draft).steering().timer().deadline()).isNotNull();

        Transitions.apply(draft, new Step.Enter(A, Phase.WAITING_FOR_CLIENT));

        assertThat(a(draft).steering().timer().deadline()).isNull();
    }

    @Test
    void keepsTheFirstReasonForAnEnd() {
        var draft = draft("running");
        Transitions.apply(draft, new Step.Stop(A, Ending.TIMEOUT));
        Transitions.apply(draft, new Step.Stop(A, Ending.CANCEL));

        assertThat(a(draft).standing().ending()).isEqualTo(Ending.TIMEOUT);
    }

    @Test
    void saysThatAllHaveEndedWithTheLastOne() {
        var draft = draft(session(SessionType.BACKUP, SessionState.RUNNING, in("running")));

        Transitions.apply(draft, new Step.End(A, Outcome.COMPLETED, null, 7L));

        assertThat(said(draft)).containsExactly("onResultReport", "onBundleEnd", "onAllBundlesEnd");
        assertThat(draft.session().state()).isEqualTo(SessionState.COMPLETED);
        assertThat(a(draft).standing().lastIncrementalTime()).isEqualTo(7);
    }

    private static Step.Append append(String name, boolean refused) {
        return new Step.Append(List.of(new Step.Appended(queued(name), refused ? FAILURE : null)));
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
            Transitions.apply(draft, new Step.Leave(why));

            assertThat(draft.session().state()).isEqualTo(left);
            assertThat(draft.session().endedAt()).isNotNull();
            assertThat(said(draft)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("leaving")
    void leavesWhenTheLastRunningBundleHasEnded(Ending why, SessionState left) {
        var draft = draft("running");

        Transitions.apply(draft, new Step.Leave(why));
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

        Transitions.apply(draft, new Step.Leave(why));

        assertThat(draft.session().state()).isEqualTo(left);
        assertThat(said(draft)).containsExactly("onBundleBegin 13500011", "onBundleBegin 13500011", "onAllBundlesEnd");
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RELEASED", "EXPIRED"})
    void staysAsItEnded(SessionState state) {
        var draft = draft(session(SessionType.BACKUP, state, in("ended")));

        Transitions.apply(draft, new Step.Leave(Ending.RELEASE));

        assertThat(draft.isEmpty()).isTrue();
    }
}
