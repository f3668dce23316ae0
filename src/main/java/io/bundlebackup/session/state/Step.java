package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to a session. What each step changes and says stands in {@link Transitions} only. */
public sealed interface Step {
    /** Bundles are appended; those with a refusal end at once. */
    record Append(List<Appended> bundles) implements Step {}

    record Appended(
            BundleSnapshot bundle,
            ClientWords words,
            @Nullable Failure refusal) {}

    /** A queued bundle gets its slot; {@code handles} are those that were asked for before. */
    record Begin(String bundle, Phase first, List<String> handles) implements Step {}

    /** A queued bundle turns out to be unable to take part. */
    record Refuse(String bundle, Failure why) implements Step {}

    record Enter(String bundle, Phase phase) implements Step {}

    /** How much data the bundle has, delivered or not. */
    record RecordSize(String bundle, long bytes) implements Step {}

    record RecordTotals(String bundle, FileCounts.Tally total) implements Step {}

    record Announce(String bundle, DeliveredFile file, boolean anew) implements Step {}

    /** An application file could not be taken; {@code counted} if that is a failure, {@code loud} if it is to be an event too. */
    record FailFile(String bundle, String path, int code, String message, boolean counted, boolean loud)
            implements Step {}

    /** How far a bundle is. */
    record Progress(
            String bundle, @Nullable Long rate, @Nullable Long etaSeconds) implements Step {}

    /** How far a command of the application is. */
    record ApplicationProgress(String bundle, List<Map<String, Object>> progressInfo) implements Step {}

    record Report(String bundle, ApplicationResult result) implements Step {}

    /** The client has its copy of a file. */
    record CloseFile(String bundle, DeliveredFile file) implements Step {}

    /** An announced file read in place has changed. */
    record MarkStale(String bundle, DeliveredFile file) implements Step {}

    /** A stale file will not be announced again. */
    record GiveUpFile(String bundle, String uri, Failure why) implements Step {}

    /** The work on a bundle is over. */
    record End(
            String bundle,
            Outcome outcome,
            @Nullable Failure failure,
            @Nullable Long lastIncrementalTime,
            ApplicationResult result)
            implements Step {
        public End(String bundle, Outcome outcome, @Nullable Failure failure, @Nullable Long lastIncrementalTime) {
            this(bundle, outcome, failure, lastIncrementalTime, ApplicationResult.NONE);
        }
    }

    /** A bundle is to end early. A queued bundle is withdrawn. */
    record Stop(String bundle, Ending why) implements Step {}

    /** What a client controls in one bundle; see {@link ControlTransitions}. */
    sealed interface Control extends Step {
        String bundle();
    }

    /** The client cancels a bundle; unlike with {@link Stop}, the bundle has to be running. */
    record Cancel(String bundle) implements Control {}

    /** A running bundle gets this long from now on; with zero it ends. */
    record SetTimer(String bundle, Duration timeout) implements Control {}

    /** A running backup announces so many files a second, 0 to 800. */
    record SetSendRate(String bundle, int rate) implements Control {}

    /** A queued bundle gets another place in the queue; larger first. */
    record SetPriority(String bundle, int priority) implements Control {}

    /** What happens in bundles of restores only; see {@link RestoreTransitions}. */
    sealed interface OfRestore extends Step {}

    /** Something of a restore arrives from its client. */
    record RecordUpload(String bundle) implements OfRestore {}

    /** A handle for the upload of a file; announced when the bundle begins, if it has not begun. */
    record IssueHandle(String bundle, String uri) implements OfRestore {}

    /** The client of a restore says that all files are uploaded. */
    record Publish(String bundle, boolean dryRun) implements OfRestore {}

    /** How much of a restore is uploaded, and how much is in the new tree. */
    record CountRestored(String bundle, FileCounts.Tally uploaded, FileCounts.Tally applied) implements OfRestore {}

    /** Entries that a dry run found to be different. */
    record FindChanges(String bundle, List<TreeChange> changes) implements OfRestore {}

    /** A dry run is over. */
    record FinishDryRun(String bundle, long added, long changed, long removed) implements OfRestore {}

    /** The new state is about to be put in place: from here on the bundle cannot be stopped. */
    record CommitCutover(String bundle) implements OfRestore {}

    /** The service stopped before the new state was put in place. */
    record RevertCutover(String bundle) implements OfRestore {}

    /** The work on a bundle begins anew after a restart: what failed before does not count. */
    record ForgetFailures(String bundle) implements Step {}

    /** A bundle that was under way when the service stopped is taken up again. */
    record Resume(String bundle) implements Step {}

    /** The sizes of bundles are to be measured, in this order; each with its {@code lastIncrementalTime}. */
    record MeasureSizes(boolean precise, Map<String, Long> asked) implements Step {}

    /** What the scan with this name has measured so far; sizes that were not reported before are reported. */
    record ReportSizes(long scan, Map<String, BundleSize> measured) implements Step {}

    /** The session is released, or has expired. */
    record CloseSession(Ending why) implements Step {}

    /** The service was down; every session that was live gets this step. */
    record ServiceDied() implements Step {}
}
