package io.bundlebackup.vault.run;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is.
 *
 * @param outcome of an ended run
 * @param err why it, or its last attempt, failed, or why it was skipped
 * @param attempt how often it was begun
 * @param notBefore when the next attempt may begin
 */
public record RunStanding(
        RunState state,
        @Nullable RunOutcome outcome,
        @Nullable Failure err,
        int attempt,
        @Nullable Instant notBefore) {
    static final RunStanding QUEUED = new RunStanding(RunState.QUEUED, null, null, 0, null);

    static RunStanding skipped(Failure why) {
        return new RunStanding(RunState.ENDED, RunOutcome.SKIPPED, why, 0, null);
    }

    RunStanding begun() {
        return new RunStanding(RunState.RUNNING, null, null, attempt + 1, null);
    }

    /** An attempt that failed before its work began counts too. */
    RunStanding attemptFailed() {
        return state == RunState.RUNNING ? this : new RunStanding(state, outcome, err, attempt + 1, notBefore);
    }

    RunStanding queuedAgain(Failure why, Instant next) {
        return new RunStanding(RunState.QUEUED, null, why, attemptFailed().attempt, next);
    }

    /** Without the rest of the wait for the next attempt. */
    RunStanding atOnce() {
        return new RunStanding(state, outcome, err, attempt, null);
    }

    RunStanding failed(Failure why) {
        return attemptFailed().ended(RunOutcome.FAILED, why);
    }

    RunStanding ended(RunOutcome how, @Nullable Failure why) {
        return new RunStanding(RunState.ENDED, how, why, attempt, null);
    }
}
