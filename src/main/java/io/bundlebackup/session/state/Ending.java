package io.bundlebackup.session.state;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import org.jspecify.annotations.Nullable;

/** Why a running bundle is ended early. Recorded before the work is interrupted, so that the reason survives a crash. */
public enum Ending {
    CANCEL(Outcome.CANCELLED, null),
    RELEASE(Outcome.CANCELLED, null),
    EXPIRY(Outcome.CANCELLED, null),
    TIMEOUT(Outcome.FAILED, Failure.of(ErrorCode.TIMED_OUT));

    private final Outcome outcome;
    private final @Nullable Failure failure;

    Ending(Outcome outcome, @Nullable Failure failure) {
        this.outcome = outcome;
        this.failure = failure;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** What {@code onBundleEnd} says, if anything. */
    public @Nullable Failure failure() {
        return failure;
    }
}
