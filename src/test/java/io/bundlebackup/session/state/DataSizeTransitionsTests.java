package io.bundlebackup.session.state;

import static io.bundlebackup.session.state.Snapshots.draft;
import static io.bundlebackup.session.state.Snapshots.in;
import static io.bundlebackup.session.state.Snapshots.said;
import static io.bundlebackup.session.state.Snapshots.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Size scans in every state of a session. */
class DataSizeTransitionsTests {
    private static Step.MeasureSizes measure(String... names) {
        var asked = new LinkedHashMap<String, Long>();
        for (var name : names) {
            asked.put(name, 7L);
        }
        return new Step.MeasureSizes(true, asked);
    }

    private static Draft scanning(String... names) {
        var draft = draft(session(SessionType.BACKUP, SessionState.OPEN));
        Transitions.apply(draft, measure(names));
        return draft;
    }

    private static Step.ReportSizes report(long scan, String... names) {
        var measured = new LinkedHashMap<String, BundleSize>();
        for (var name : names) {
            measured.put(name, new BundleSize(name, 10, 1));
        }
        return new Step.ReportSizes(scan, measured);
    }

    private static List<SizeReport> reported(Draft draft) {
        return draft.transition().events().stream()
                .map(event -> ((EventData.Sizes) event.data()).report())
                .toList();
    }

    @Test
    void beginsWithoutAnEvent() {
        var draft = scanning("b", "a");

        assertThat(said(draft)).isEmpty();
        assertThat(draft.session().sizes()).isEqualTo(new SizeQuery(0, 0, true, Map.of("a", 7L, "b", 7L)));
        assertThat(draft.session().sizes().scanning()).isEqualTo("b");
        assertThat(draft.session().state()).isEqualTo(SessionState.OPEN);
        assertThat(draft.session().working()).isTrue();
        assertThat(draft.transition().writes())
                .containsExactly(new RowWrite.Sizes(draft.session().sizes()));
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING,ALREADY_APPENDED",
        "COMPLETED,ALREADY_APPENDED",
        "RELEASING,SESSION_ENDED",
        "RELEASED,SESSION_ENDED",
        "EXPIRED,SESSION_ENDED"
    })
    void isRefusedAfterTheAppendOfABackup(SessionState state, ProblemType type) {
        assertRefused(SessionType.BACKUP, state, type);
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RELEASING", "RELEASED", "EXPIRED"})
    void isRefusedInAnIncrementalSessionThatHasEnded(SessionState state) {
        assertRefused(SessionType.INCREMENTAL_BACKUP, state, ProblemType.SESSION_ENDED);
    }

    private static void assertRefused(SessionType kind, SessionState state, ProblemType type) {
        var draft = draft(session(kind, state, in("ended")));

        assertThatThrownBy(() -> Transitions.apply(draft, measure("a")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(type));
        assertThat(draft.isEmpty()).isTrue();
    }

    /** An incremental session takes further bundles, whose sizes a client may want first. */
    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"RUNNING", "COMPLETED"})
    void beginsAfterAnAppendToAnIncrementalSession(SessionState state) {
        var draft = draft(session(SessionType.INCREMENTAL_BACKUP, state, in("ended")));

        Transitions.apply(draft, measure("a"));

        assertThat(draft.session().sizes().scanning()).isEqualTo("a");
    }

    @Test
    void isRefusedInARestore() {
        var draft = draft(session(SessionType.RESTORE, SessionState.OPEN));

        assertThatThrownBy(() -> Transitions.apply(draft, measure("a")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.WRONG_SESSION_TYPE));
    }

    @Test
    void isRefusedWhileAnotherRuns() {
        var draft = scanning("a");

        assertThatThrownBy(() -> Transitions.apply(draft, measure("b")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.SCAN_RUNNING));
    }

    @Test
    void reportsEachBundleOnce() {
        var draft = scanning("a", "b", "c");

        Transitions.apply(draft, report(0));
        Transitions.apply(draft, report(0, "a"));
        Transitions.apply(draft, report(0, "a"));
        Transitions.apply(draft, report(0, "a", "b", "c"));

        assertThat(reported(draft))
                .containsExactly(
                        new SizeReport(List.of(), "a"),
                        new SizeReport(List.of(new BundleSize("a", 10, 1)), "b"),
                        new SizeReport(List.of(), "b"),
                        new SizeReport(List.of(new BundleSize("b", 10, 1), new BundleSize("c", 10, 1)), ""));
        assertThat(draft.session().sizes()).isEqualTo(new SizeQuery(0, 4, true, Map.of()));
        assertThat(draft.session().working()).isFalse();
    }

    @Test
    void saysNothingWhenItIsOver() {
        var draft = scanning("a");
        Transitions.apply(draft, report(0, "a"));

        Transitions.apply(draft, report(0, "a"));

        assertThat(said(draft)).containsExactly("onBackupSizeReport");
    }

    @Test
    void doesNotReportForTheNextScan() {
        var draft = scanning("a");
        Transitions.apply(draft, report(0, "a"));
        Transitions.apply(draft, measure("a", "b"));

        Transitions.apply(draft, report(0, "a"));
        Transitions.apply(draft, report(1, "a"));

        assertThat(reported(draft)).extracting(SizeReport::scanning).containsExactly("", "b");
        assertThat(draft.session().sizes()).isEqualTo(new SizeQuery(1, 2, true, Map.of("b", 7L)));
    }

    @Test
    void goesOnAfterAnAppend() {
        var draft = scanning("a");
        Transitions.apply(
                draft, new Step.Append(List.of(new Step.Appended(Snapshots.queued("b"), ClientWords.NONE, null))));

        Transitions.apply(draft, report(0, "a"));

        assertThat(reported(draft)).extracting(SizeReport::scanning).containsExactly("");
        assertThat(draft.session().state()).isEqualTo(SessionState.RUNNING);
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"RELEASE", "EXPIRY"})
    void endsSilentlyWithTheSession(Ending why) {
        var draft = scanning("a");
        Transitions.apply(draft, new Step.CloseSession(why));

        Transitions.apply(draft, report(0, "a"));

        assertThat(said(draft)).isEmpty();
        assertThat(draft.session().sizes().running()).isFalse();
        assertThat(draft.session().state().live()).isFalse();
    }
}
