package io.bundlebackup.session.state;

import static io.bundlebackup.session.state.Snapshots.A;
import static io.bundlebackup.session.state.Snapshots.draft;
import static io.bundlebackup.session.state.Snapshots.queued;
import static io.bundlebackup.session.state.Snapshots.said;
import static io.bundlebackup.session.state.Snapshots.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.TestClock;
import io.bundlebackup.session.run.Dependencies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is particular to the bundles of a restore session. */
class RestoreTransitionsTests {
    private static BundleSnapshot restored(String state, Publication publication) {
        var bundle = queued(A)
                .with(RestoreState.of(A, RestoreMode.REPLACE, List.of()).with(publication));
        var running = bundle.begun(Phase.WAITING_FOR_CLIENT, TestClock.START, TestClock.START);
        return switch (state) {
            case "queued" -> bundle;
            case "running" -> running;
            case "ending" -> running.endingFor(Ending.CANCEL);
            case "ended" -> running.ended(Outcome.COMPLETED, null, null, TestClock.START, TestClock.START);
            default -> throw new IllegalArgumentException(state);
        };
    }

    private static Draft with(BundleSnapshot bundle) {
        return draft(session(SessionType.RESTORE, SessionState.RUNNING, bundle, queued("other")));
    }

    private static Draft with(String state, Publication publication) {
        return with(restored(state, publication));
    }

    @ParameterizedTest
    @CsvSource({
        "queued, NONE, false, PUBLISHED",
        "running, NONE, false, PUBLISHED",
        "queued, NONE, true, DRY_RUN",
        "running, NONE, true, DRY_RUN",
        "running, PUBLISHED, false, PUBLISHED",
        "running, DRY_RUN, true, DRY_RUN",
        "running, PLACED, false, PLACED",
        "ended, PUBLISHED, false, PUBLISHED",
        "ended, PLACED, false, PLACED",
    })
    void publishes(String state, Publication before, boolean dryRun, Publication after) {
        var draft = with(state, before);
        Transitions.apply(draft, new Step.Publish(A, dryRun));
        assertThat(draft.bundle(A).publication()).isEqualTo(after);
        assertThat(said(draft)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "running, PUBLISHED, true, published",
        "running, DRY_RUN, false, published",
        "running, PLACED, true, published",
        "ending, NONE, false, bundle-not-running",
        "ended, NONE, false, bundle-not-running",
        "ended, NONE, true, bundle-not-running",
    })
    void refusesToPublish(String state, Publication before, boolean dryRun, String problem) {
        assertThatThrownBy(() -> Transitions.apply(with(state, before), new Step.Publish(A, dryRun)))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type().slug()).isEqualTo(problem));
    }

    @Test
    void aHandleIsAnnouncedAtOnceWhileItRuns() {
        var draft = with("running", Publication.NONE);
        Transitions.apply(draft, new Step.IssueHandle(A, "part.0.tar"));
        assertThat(said(draft)).containsExactly("onFileReady");
    }

    @Test
    void handlesAskedForBeforeTheBeginAreAnnouncedWithItOnceForEachAsking() {
        var draft = with("queued", Publication.NONE);
        Transitions.apply(draft, new Step.IssueHandle(A, "part.0.tar"));
        Transitions.apply(draft, new Step.IssueHandle(A, "part.0.tar"));
        assertThat(said(draft)).isEmpty();
        Transitions.apply(draft, new Step.Begin(A, Phase.WAITING_FOR_CLIENT, List.of("part.0.tar", "part.0.tar")));
        assertThat(said(draft)).containsExactly("onBundleBegin", "onFileReady", "onFileReady");
        assertThat(draft.bundle(A).restoring().handles()).isZero();
    }

    @Test
    void aBeginWithoutAHandleThatWasAskedForIsDecidedAgain() {
        var draft = with("queued", Publication.NONE);
        Transitions.apply(draft, new Step.IssueHandle(A, "part.0.tar"));
        assertThatThrownBy(() -> Transitions.apply(draft, new Step.Begin(A, Phase.WAITING_FOR_CLIENT, List.of())))
                .isInstanceOf(HandlesMissingException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Publication.class,
            names = {"PUBLISHED", "DRY_RUN", "PLACED"})
    void noHandleAfterThePublication(Publication publication) {
        assertThatThrownBy(() -> Transitions.apply(with("running", publication), new Step.IssueHandle(A, "x")))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void theFirstBytesMakeItUploading() {
        var draft = with("running", Publication.NONE);
        Transitions.apply(draft, new Step.RecordUpload(A));
        assertThat(draft.bundle(A).standing().phase()).isEqualTo(Phase.UPLOADING);
        assertThat(draft.bundle(A).working()).isFalse();
    }

    @Test
    void nobodyStopsWhatIsPlaced() {
        for (var why : Ending.values()) {
            var draft = with("running", Publication.PLACED);
            Transitions.apply(draft, new Step.Stop(A, why));
            assertThat(draft.bundle(A).ending()).isFalse();
        }
    }

    @Test
    void aReleaseCarriesThroughWhatIsPublishedAndStopsTheRest() {
        for (var publication : Publication.values()) {
            var draft = with("running", publication);
            Transitions.apply(draft, new Step.CloseSession(Ending.RELEASE));
            assertThat(draft.bundle(A).ending())
                    .as("%s", publication)
                    .isEqualTo(publication == Publication.NONE || publication == Publication.DRY_RUN);
            assertThat(draft.session().state()).isEqualTo(SessionState.RELEASING);
        }
    }

    @Test
    void aCancelStopsWhatIsPublished() {
        var draft = with("running", Publication.PUBLISHED);
        Transitions.apply(draft, new Step.Stop(A, Ending.CANCEL));
        assertThat(draft.bundle(A).ending()).isTrue();
    }

    @Test
    void whatIsEndingIsNotPlaced() {
        assertThatThrownBy(() -> Transitions.apply(with("ending", Publication.PUBLISHED), new Step.CommitCutover(A)))
                .isInstanceOf(BundleGoneException.class);
    }

    @Test
    void aDryRunThatIsOverWaitsForItsClientAgain() {
        var draft = with("running", Publication.DRY_RUN);
        Transitions.apply(draft, new Step.Enter(A, Phase.VERIFYING));
        Transitions.apply(draft, new Step.FinishDryRun(A, 1, 2, 3));
        var after = draft.bundle(A);
        assertThat(after.publication()).isEqualTo(Publication.NONE);
        assertThat(after.standing().phase()).isEqualTo(Phase.WAITING_FOR_CLIENT);
        assertThat(after.dryRun()).isEqualTo(new RestoreState.DryRunResult(1, 2, 3, draft.now()));
    }

    @Test
    void aNewPublicationForgetsWhatWasTried() {
        var draft = with("running", Publication.NONE);
        Transitions.apply(draft, new Step.Publish(A, true));
        Transitions.apply(draft, new Step.FinishDryRun(A, 1, 2, 3));
        Transitions.apply(draft, new Step.Publish(A, false));
        assertThat(draft.bundle(A).dryRun()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"NONE, NONE", "DRY_RUN, NONE", "PUBLISHED, PUBLISHED", "PLACED, PLACED"})
    void aRestartDropsADryRunAndNothingElse(Publication before, Publication after) {
        var draft = with("running", before);
        Transitions.apply(draft, new Step.Resume(A));
        assertThat(draft.bundle(A).publication()).isEqualTo(after);
        assertThat(draft.bundle(A).standing().phase()).isEqualTo(Phase.WAITING_FOR_CLIENT);
    }

    @ParameterizedTest
    @CsvSource({"PUBLISHED, 0", "DRY_RUN, 0", "PLACED, 1"})
    void aRestartForgetsTheFailuresOfWhatIsRepeated(Publication before, long failed) {
        var draft = with("running", before);
        Transitions.apply(draft, new Step.FailFile(A, "a", 13900020, "damaged", true, false));
        Transitions.apply(draft, new Step.Resume(A));
        assertThat(draft.bundle(A).counts().failed()).isEqualTo(failed);
    }

    @Test
    void whatWasNotPlacedIsRepeatedWithoutItsFailures() {
        var draft = with("running", Publication.PLACED);
        Transitions.apply(draft, new Step.FailFile(A, "a", 13900020, "damaged", true, false));
        Transitions.apply(draft, new Step.RevertCutover(A));
        assertThat(draft.bundle(A).counts().failed()).isZero();
    }

    @Test
    void theTimeInWhichTheServiceWasDownDoesNotCount() {
        var draft = with("running", Publication.PUBLISHED);
        Transitions.apply(draft, new Step.Enter(A, Phase.VERIFYING));
        assertThat(draft.bundle(A).steering().timer().deadline()).isNotNull();
        Transitions.apply(draft, new Step.Resume(A));
        assertThat(draft.bundle(A).steering().timer().deadline()).isNull();
        assertThat(draft.bundle(A).steering().timer().used()).isZero();
    }

    @Test
    void restoresOfASessionDependOnEachOther() {
        var first = queued("first").with(RestoreState.of("first", RestoreMode.REPLACE, List.of()));
        var second = queued("second")
                .with(RestoreState.of("second", RestoreMode.REPLACE, List.of()).after(List.of("first")));
        var waiting = session(SessionType.RESTORE, SessionState.RUNNING, first, second);
        assertThat(Dependencies.allEnded(waiting, first)).isTrue();
        assertThat(Dependencies.allEnded(waiting, second)).isFalse();
        var failed = first.begun(Phase.WAITING_FOR_CLIENT, TestClock.START, TestClock.START)
                .ended(
                        Outcome.FAILED,
                        io.bundlebackup.problem.Failure.of(io.bundlebackup.problem.ErrorCode.TIMED_OUT),
                        null,
                        TestClock.START,
                        TestClock.START);
        var over = session(SessionType.RESTORE, SessionState.RUNNING, failed, second);
        assertThat(Dependencies.allEnded(over, second)).isTrue();
        assertThat(Dependencies.refusal(over, second)).extracting("code").isEqualTo(13500003);
    }
}
