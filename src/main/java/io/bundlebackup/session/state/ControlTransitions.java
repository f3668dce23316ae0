package io.bundlebackup.session.state;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The guards of what a client controls in one bundle; a part of {@link Transitions}.
 *
 * <pre>
 * timer     RUNNING, not ending, not PLACED             0 stops the bundle at once
 * send rate RUNNING, not ending, of a backup
 * priority  QUEUED
 * cancel    RUNNING, not PLACED; not ending, or cancelled already    else a problem
 *           ENDED by a cancel after the begin                        again: nothing
 * </pre>
 */
public final class ControlTransitions {
    private ControlTransitions() {}

    /** Changes what a step controls; why the bundle is to be stopped, null if it is not. */
    static @Nullable Ending apply(Draft draft, Step.Control step) {
        switch (step) {
            case Step.Cancel(var name) -> {
                requireCancellable(draft.find(name));
                return Ending.CANCEL;
            }
            case Step.SetTimer(var name, var timeout) -> {
                setTimer(draft, draft.bundle(name), timeout);
                // Now, and not at the next look of the clock: until then another timer could undo it.
                return timeout.isZero() ? Ending.TIMEOUT : null;
            }
            case Step.SetSendRate(var name, var rate) -> setSendRate(draft, draft.bundle(name), rate);
            case Step.SetPriority(var name, var priority) -> setPriority(draft, draft.queued(name), priority);
        }
        return null;
    }

    /** @throws BundleGoneException if the bundle does not run, or its end is decided */
    private static void setTimer(Draft draft, BundleSnapshot bundle, Duration timeout) {
        requireControllable(bundle);
        if (bundle.publication() == Publication.PLACED) {
            throw new BundleGoneException();
        }
        draft.put(bundle.with(WorkTimer.explicit(timeout, draft.steady())));
    }

    /** @throws BundleGoneException if the bundle does not run, its end is decided, or nothing is announced for it */
    private static void setSendRate(Draft draft, BundleSnapshot bundle, int rate) {
        requireControllable(bundle);
        if (bundle.restoration() != null) {
            throw new BundleGoneException();
        }
        var now = bundle.steering();
        draft.put(bundle.with(new BundleSnapshot.Steering(now.priority(), now.timer(), rate)));
    }

    private static void setPriority(Draft draft, BundleSnapshot queued, int priority) {
        var now = queued.steering();
        draft.put(queued.with(new BundleSnapshot.Steering(priority, now.timer(), now.sendRate())));
    }

    private static void requireControllable(BundleSnapshot bundle) {
        if (!bundle.running() || bundle.ending()) {
            throw new BundleGoneException();
        }
    }

    /**
     * A bundle that a cancel may meet.
     *
     * @throws ProblemException {@code no-such-task-here} if it was never appended, {@code not-started} if it is queued, {@code no-such-task}
     *     if it ended otherwise or can no longer be stopped
     */
    public static void requireCancellable(@Nullable BundleSnapshot bundle) {
        if (bundle == null) {
            throw new ProblemException(ProblemType.NO_SUCH_TASK_HERE, "The bundle was never appended to this session.");
        }
        switch (bundle.state()) {
            case QUEUED ->
                throw new ProblemException(
                        ProblemType.NOT_STARTED, "The bundle has not begun; DELETE withdraws it from the queue.");
            case RUNNING -> {
                if (bundle.publication() == Publication.PLACED) {
                    throw new ProblemException(
                            ProblemType.NO_SUCH_TASK, "The new state of the bundle is already in place.");
                }
                var ending = bundle.standing().ending();
                if (ending != null && ending.outcome() != Outcome.CANCELLED) {
                    throw new ProblemException(ProblemType.NO_SUCH_TASK, "The bundle is ending for another reason.");
                }
            }
            case ENDED -> {
                if (bundle.standing().outcome() != Outcome.CANCELLED
                        || bundle.standing().beganAt() == null) {
                    throw new ProblemException(ProblemType.NO_SUCH_TASK, "The bundle has ended.");
                }
            }
        }
    }
}
