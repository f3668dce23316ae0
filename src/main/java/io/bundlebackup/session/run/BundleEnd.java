package io.bundlebackup.session.run;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleGoneException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.work.BundleWork;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the end of a bundle and removes what was kept for it. Used by the bundle's thread; nothing is thrown when recording fails. */
final class BundleEnd {
    private static final Logger log = LoggerFactory.getLogger(BundleEnd.class);

    private final Session session;
    private final String name;
    private final BundleWork work;

    BundleEnd(Session session, String name, BundleWork work) {
        this.session = session;
        this.name = name;
        this.work = work;
    }

    /**
     * Tries once.
     *
     * @param running null if the bundle's work was not taken up again
     * @return whether the end is recorded
     */
    boolean record(Finish finish, @Nullable RunningBundle running) {
        try {
            session.transact(draft -> {
                Transitions.apply(draft, step(draft, finish, running));
                return draft;
            });
            RunLog.ended(session.snapshot(), name);
            return true;
        } catch (BundleGoneException e) {
            return true;
        } catch (ProblemException e) {
            log.error("The end of {} could not be recorded; the service tries again: {}", name, e.detail());
            makeRoom(finish);
        } catch (RuntimeException | Error e) {
            log.error(
                    "The end of {} could not be recorded because of an unexpected error; the service tries again.",
                    name,
                    e);
        }
        return false;
    }

    private Step step(Draft draft, Finish finish, @Nullable RunningBundle running) {
        var result = running == null ? ApplicationResult.NONE : running.applicationResult();
        var why = draft.bundle(name).standing().ending();
        if (why != null) {
            return new Step.End(name, why.outcome(), why.failure(), null, result);
        }
        if (running != null && finish.outcome() == Outcome.COMPLETED) {
            // A report that could not be recorded when the work completed.
            running.report(draft);
        }
        return new Step.End(name, finish.outcome(), finish.failure(), finish.lastIncrementalTime(), result);
    }

    /** What was staged for the bundle may be what fills the disk, and is of no use: the bundle does not go on. */
    private void makeRoom(Finish finish) {
        if (finish.outcome() == Outcome.COMPLETED) {
            return;
        }
        try {
            work.discard(new BundleId(session.snapshot().id(), name));
        } catch (IOException | RuntimeException | Error e) {
            log.warn("What was kept for {} could not be removed yet; the service tries again.", name, e);
        }
    }

    /** Removes what was kept for the bundle. Repeatable. */
    void removeKept() throws IOException {
        var snapshot = session.snapshot();
        work.bundleEnded(snapshot.id(), Objects.requireNonNull(snapshot.bundle(name)));
    }
}
