package io.bundlebackup.session.state;

import static io.bundlebackup.session.state.Snapshots.A;
import static io.bundlebackup.session.state.Snapshots.a;
import static io.bundlebackup.session.state.Snapshots.draft;
import static io.bundlebackup.session.state.Snapshots.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.SessionFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step in every state of a bundle. */
class TransitionsTests {
    private static final DeliveredFile PART = SessionFixture.part(0);
    private static final Failure FAILURE = Failure.of(ErrorCode.IO_ERROR);

    /** step | state | what it says, or {@code gone} | state after | outcome after. */
    static Stream<Arguments> table() {
        var begin = new Step.Begin(A, Phase.SCANNING, List.of());
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
        var timer = new Step.SetTimer(A, Duration.ofMinutes(1));
        var rate = new Step.SetSendRate(A, 5);
        var priority = new Step.SetPriority(A, 7);
        rows.add(Arguments.of(priority, "queued", List.of(), BundleState.QUEUED, null));
        for (var control : List.of(timer, new Step.SetTimer(A, Duration.ZERO), rate, new Step.Cancel(A))) {
            rows.add(Arguments.of(control, "running", List.of(), BundleState.RUNNING, null));
        }
        for (var state : List.of("queued", "ending", "ended")) {
            rows.add(Arguments.of(timer, state, List.of("gone"), null, null));
            rows.add(Arguments.of(rate, state, List.of("gone"), null, null));
        }
        for (var state : List.of("running", "ending", "ended")) {
            rows.add(Arguments.of(priority, state, List.of("gone"), null, null));
        }
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
                new Work(new Step.RecordTotals(A, new FileCounts.Tally(1, 2)), List.of()),
                new Work(new Step.Announce(A, PART, false), List.of("onFileReady")),
                new Work(new Step.FailFile(A, "f", 13900005, "gone", true, true), List.of("onProcess")),
                new Work(new Step.FailFile(A, "f", 13900005, "gone", true, false), List.of()),
                new Work(new Step.FailFile(A, "f", 13900020, "a socket", false, true), List.of("onProcess")),
                new Work(new Step.Report(A, ApplicationResult.NONE), List.of("onResultReport")),
                new Work(new Step.CloseFile(A, PART), List.of()),
                new Work(new Step.MarkStale(A, PART), List.of()),
                new Work(new Step.GiveUpFile(A, PART.uri(), FAILURE), List.of("onFileReady 13900005")));
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

        assertThat(draft.transition().events().stream().map(Event::seq)).containsExactly(1L, 2L, 3L);
        assertThat(draft.session().lastSeq()).isEqualTo(3);
    }

    @Test
    void reportsOnlyOnce() {
        var draft = draft("running");

        Transitions.apply(draft, new Step.Report(A, ApplicationResult.NONE));
        Transitions.apply(draft, new Step.End(A, Outcome.COMPLETED, null, null));

        assertThat(said(draft)).containsExactly("onResultReport", "onBundleEnd");
    }

    @Test
    void countsFilesOnTheirWay() {
        var draft = draft("running");
        Transitions.apply(draft, new Step.Announce(A, PART, false));
        Transitions.apply(draft, new Step.Announce(A, SessionFixture.part(1), false));
        Transitions.apply(draft, new Step.MarkStale(A, PART));

        assertThat(a(draft).counts().stale()).isEqualTo(1);
        assertThat(a(draft).counts().open()).isEqualTo(1);
        assertThat(a(draft).counts().ready()).isEqualTo(new FileCounts.Tally(2, 20));

        Transitions.apply(draft, new Step.Announce(A, PART, true));
        Transitions.apply(draft, new Step.CloseFile(A, PART));

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
}
