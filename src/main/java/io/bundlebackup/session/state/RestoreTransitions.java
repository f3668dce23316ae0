package io.bundlebackup.session.state;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.FileCounts.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of restores, a part of {@link Transitions}: publish, dry run and cutover of a bundle's new state.
 *
 * <pre>
 * publication  NONE      --publish--> PUBLISHED, DRY_RUN   again: nothing
 *              DRY_RUN   --try-->     NONE                 waits for its client again
 *              PUBLISHED --place-->   PLACED               stop does nothing from here on
 *              PLACED    --unplace--> PUBLISHED            a start finds that the exchange did not take place
 * release      stops what is not PUBLISHED; that is carried through
 * handle       QUEUED: kept; RUNNING: onFileReady           what was kept is announced at the begin
 * </pre>
 */
public final class RestoreTransitions {
    private static final int MOST_HANDLES = 10_000;

    private RestoreTransitions() {}

    static void apply(Draft draft, Step.OfRestore step) {
        switch (step) {
            case Step.RecordUpload(var name) -> recordUpload(draft, draft.bundle(name));
            case Step.IssueHandle(var name, var uri) -> issueHandle(draft, draft.bundle(name), uri);
            case Step.Publish(var name, var dryRun) -> publish(draft, draft.bundle(name), dryRun);
            case Step.CountRestored(var name, var uploaded, var applied) ->
                countRestored(draft, draft.bundle(name), uploaded, applied);
            case Step.FindChanges(var name, var changes) ->
                changes.forEach(change -> draft.write(new RowWrite.Changed(name, change)));
            case Step.FinishDryRun tried -> finishDryRun(draft, draft.running(tried.bundle()), tried);
            case Step.CommitCutover(var name) -> commitCutover(draft, draft.running(name));
            case Step.RevertCutover(var name) -> revertCutover(draft, draft.running(name));
        }
    }

    /** Whether something may be uploaded; else why not. */
    public static @Nullable ProblemException uploadRefusal(BundleSnapshot bundle) {
        if (bundle.fromSnapshot() != null) {
            return new ProblemException(
                    ProblemType.FROM_SNAPSHOT,
                    "The bundle is restored from a snapshot of a vault; nothing can be uploaded for it.");
        }
        if (bundle.publication().pending()) {
            return published();
        }
        if (bundle.ending()) {
            return new ProblemException(
                    ProblemType.BUNDLE_NOT_RUNNING, "The bundle has ended; nothing can be uploaded any more.");
        }
        return null;
    }

    private static void recordUpload(Draft draft, BundleSnapshot bundle) {
        if (bundle.running()
                && !bundle.ending()
                && !bundle.publication().pending()
                && bundle.standing().phase() == Phase.WAITING_FOR_CLIENT) {
            draft.put(bundle.inPhase(Phase.UPLOADING, draft.steady()));
        }
    }

    private static void issueHandle(Draft draft, BundleSnapshot bundle, String uri) {
        if (uploadRefusal(bundle) instanceof ProblemException refusal) {
            throw refusal;
        }
        if (bundle.state() == BundleState.QUEUED) {
            var handles = bundle.restoring().handles();
            if (handles >= MOST_HANDLES) {
                throw new ProblemException(
                        ProblemType.TOO_MANY_REQUESTS,
                        "The bundle has not begun and " + MOST_HANDLES + " handles wait for that already.");
            }
            draft.put(bundle.with(bundle.restoring().withHandles(handles + 1)));
            draft.write(new RowWrite.Handle(bundle.name(), uri));
        } else {
            announce(draft, bundle, uri);
        }
    }

    /** @throws HandlesMissingException if more were asked for than were read */
    static void announceHandles(Draft draft, BundleSnapshot bundle, List<String> handles) {
        if (handles.size() != bundle.restoring().handles()) {
            throw new HandlesMissingException();
        }
        if (!handles.isEmpty()) {
            draft.put(bundle.with(bundle.restoring().withHandles(0)));
            draft.write(new RowWrite.ForgetHandles(bundle.name()));
            handles.forEach(uri -> announce(draft, bundle, uri));
        }
    }

    private static void announce(Draft draft, BundleSnapshot bundle, String uri) {
        draft.emit(bundle.name(), new EventData.HandleReady(uri), null);
    }

    private static void publish(Draft draft, BundleSnapshot bundle, boolean dryRun) {
        var wanted = dryRun ? Publication.DRY_RUN : Publication.PUBLISHED;
        var now = bundle.publication();
        if (now == wanted || now == Publication.PLACED && !dryRun) {
            return;
        }
        if (now.pending()) {
            throw published();
        }
        if (bundle.ending()) {
            throw notRunning();
        }
        var next = bundle.restoring().with(wanted).with((RestoreState.DryRunResult) null);
        draft.put(forgetFailures(draft, bundle).with(next));
        draft.write(new RowWrite.ForgetChanges(bundle.name()));
    }

    /** What an earlier run of the work reported is found again by the run that follows. */
    static BundleSnapshot forgetFailures(Draft draft, BundleSnapshot bundle) {
        draft.write(new RowWrite.ForgetFailures(bundle.name()));
        return bundle.with(bundle.counts().withoutFailures());
    }

    public static ProblemException notRunning() {
        return new ProblemException(
                ProblemType.BUNDLE_NOT_RUNNING, "The bundle has ended; nothing can be published any more.");
    }

    private static ProblemException published() {
        return new ProblemException(
                ProblemType.PUBLISHED, "The bundle is published; what it is restored from can no longer be changed.");
    }

    private static void countRestored(Draft draft, BundleSnapshot bundle, Tally uploaded, Tally applied) {
        if (!bundle.ended()) {
            draft.put(bundle.with(bundle.counts().counted(uploaded, applied)));
        }
    }

    private static void finishDryRun(Draft draft, BundleSnapshot bundle, Step.FinishDryRun tried) {
        var found = new RestoreState.DryRunResult(tried.added(), tried.changed(), tried.removed(), draft.now());
        draft.put(bundle.with(bundle.restoring().with(Publication.NONE).with(found))
                .inPhase(Phase.WAITING_FOR_CLIENT, draft.steady()));
    }

    private static void commitCutover(Draft draft, BundleSnapshot bundle) {
        if (bundle.ending()) {
            throw new BundleGoneException();
        }
        draft.put(bundle.with(bundle.restoring().with(Publication.PLACED)));
    }

    private static void revertCutover(Draft draft, BundleSnapshot bundle) {
        draft.put(forgetFailures(draft, bundle).with(bundle.restoring().with(Publication.PUBLISHED)));
    }

    /** A dry run is dropped. */
    static BundleSnapshot resume(Draft draft, BundleSnapshot bundle) {
        var publication = bundle.publication() == Publication.DRY_RUN ? Publication.NONE : bundle.publication();
        var repeated = publication == Publication.PLACED ? bundle : forgetFailures(draft, bundle);
        return repeated.with(bundle.restoring().with(publication));
    }
}
