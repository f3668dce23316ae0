package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleGoneException;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.HandlesMissingException;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.store.FileRows;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * One bundle being worked on, on a thread of its own. Begins with a slot held if its work wants one; in every case it ends
 * with the slot free, what was staged removed, and the bundle ended, unless the service itself is stopping.
 */
public final class BundleRun {
    private static final Logger log = LoggerFactory.getLogger(BundleRun.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Session session;
    private final String name;
    private final BundleWork work;
    private final Bundles bundles;
    private final Slots slots;
    private final FileRows files;
    private final BundleSteps steps;
    private final BackgroundRemoval removal;
    private final RateMeter meter = new RateMeter();
    private final Thread thread;
    private volatile boolean abandoned;
    /** The work is over and must not be interrupted any more. */
    @GuardedBy("this")
    private boolean ending;

    BundleRun(
            BundleSteps steps,
            BundleWork work,
            Bundles bundles,
            Slots slots,
            FileRows files,
            BackgroundRemoval removal,
            Runnable over) {
        this.session = steps.session();
        this.name = steps.name();
        this.work = work;
        this.bundles = bundles;
        this.slots = slots;
        this.files = files;
        this.removal = removal;
        this.steps = steps;
        this.thread = Thread.ofVirtual().name("bundle-" + name).unstarted(() -> {
            try {
                run();
            } finally {
                over.run();
            }
        });
    }

    void start() {
        thread.start();
    }

    /** The bundle is to end: interrupts its work. What follows the work is not interrupted. */
    public synchronized void stop() {
        if (!ending) {
            thread.interrupt();
        }
    }

    private synchronized void workOver() {
        ending = true;
        Thread.interrupted();
    }

    /** The service is stopping: leave everything as it is. */
    void abandon() {
        abandoned = true;
        thread.interrupt();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    boolean isOver() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    RateMeter meter() {
        return meter;
    }

    /**
     * When the timer of this bundle expires by the steady clock, if nothing changes; absent while it stands still. As long as a scan finds
     * entries and no total is known, the default timer counts from the last entry.
     */
    @Nullable
    Instant deadline(BundleSnapshot bundle) {
        var timer = bundle.steering().timer();
        return bundle.counts().total() == null ? timer.deadlineAfter(steps.lastSign()) : timer.deadline();
    }

    private void run() {
        RunningBundle running = null;
        Finish finish;
        try {
            var bundle = begin();
            if (bundle == null) {
                return;
            }
            running = new RunningBundle(steps, bundle, files, meter, new RunningRestore(steps));
            finish = runWork(running);
        } finally {
            steps.freeSlot();
        }
        end(finish, running);
    }

    /** {@code onBundleBegin}; null if the bundle was withdrawn, or can no longer take part. */
    private @Nullable Bundle begin() {
        while (!abandoned) {
            try {
                var snapshot = Objects.requireNonNull(session.snapshot().bundle(name));
                var found = bundles.find(snapshot.target());
                var refusal = refusal(snapshot, found.orElse(null));
                if (snapshot.running()) {
                    return resume(refusal, found.orElse(null));
                }
                if (refusal != null) {
                    session.apply(new Step.Refuse(name, refusal));
                    RunLog.ended(session.snapshot(), name);
                    return null;
                }
                var bundle = found.orElseThrow();
                session.apply(new Step.Begin(name, work.firstPhase(bundle), handles(snapshot)));
                RunLog.began(session.snapshot(), name);
                return bundle;
            } catch (HandlesMissingException e) {
                // Waits for what is being recorded, which is what was not there to be read.
                session.transact(draft -> draft);
            } catch (BundleGoneException e) {
                return null;
            } catch (ProblemException e) {
                log.error("{} could not begin; the service tries again: {}", name, e.detail());
                pause();
            } catch (RuntimeException | Error e) {
                log.error("{} could not begin because of an unexpected error; the service tries again.", name, e);
                pause();
            }
        }
        return null;
    }

    private List<String> handles(BundleSnapshot snapshot) {
        return snapshot.restoration() == null
                ? List.of()
                : files.handles(session.snapshot().key(), name);
    }

    private @Nullable Failure refusal(BundleSnapshot snapshot, @Nullable Bundle found) {
        if (found == null) {
            return Bundle.unknown(snapshot.target());
        }
        if (snapshot.restoration() == null) {
            return found.refusal();
        }
        var refusal = found.restoreRefusal();
        return refusal == null && snapshot.state() == BundleState.QUEUED
                ? Dependencies.refusal(session.snapshot(), snapshot)
                : refusal;
    }

    /** It began before the service stopped. */
    private @Nullable Bundle resume(@Nullable Failure refusal, @Nullable Bundle found) {
        var placed = Objects.requireNonNull(session.snapshot().bundle(name)).publication() == Publication.PLACED;
        if (refusal != null && (found == null || !placed)) {
            end(Finish.failed(refusal), null);
            return null;
        }
        // Whether what was placed is in place only its work can tell.
        return found;
    }

    private Finish runWork(RunningBundle running) {
        try {
            if (running.snapshot().ending()) {
                throw new InterruptedException();
            }
            var lastIncrementalTime = work.run(running);
            steps.awaitCommits();
            return new Finish(Outcome.COMPLETED, null, lastIncrementalTime);
        } catch (InterruptedException | BundleGoneException e) {
            // Why it ends is recorded, see end(); this is what is said if nothing was.
            return Finish.failed(Failure.of(ErrorCode.INTERNAL_ERROR, "The work was interrupted"));
        } catch (BundleFailedException e) {
            trace(e);
            return Finish.failed(e.failure());
        } catch (ProblemException e) {
            return Finish.failed(Failure.of(e.type().code(), e.detail()));
        } catch (DataAccessException e) {
            log.error(
                    "The work on {} failed because the database could not be read; look at the disk of the data directory.",
                    name,
                    e);
            return Finish.failed(Failure.of(ErrorCode.IO_ERROR, "The service could not read its database"));
        } catch (OutOfMemoryError e) {
            log.error("Out of memory while working on {}; give the service a larger heap (-Xmx).", name, e);
            return Finish.failed(Failure.of(ErrorCode.OUT_OF_MEMORY));
        } catch (RuntimeException | Error e) {
            log.error("The work on {} failed unexpectedly; please report this.", name, e);
            return Finish.failed(Failure.of(ErrorCode.INTERNAL_ERROR));
        }
    }

    /**
     * The reason is in the line that says how the bundle ended. Only a failure of the service or of its disk needs more than that: a
     * full disk and a wrong upload do not.
     */
    private void trace(BundleFailedException failed) {
        int code = failed.failure().code();
        boolean ours = code == ErrorCode.IO_ERROR.number() || code == ErrorCode.INTERNAL_ERROR.number();
        if (ours && failed.getCause() != null) {
            log.warn("The work on {} failed by this:", name, failed.getCause());
        }
    }

    /**
     * Ends the bundle. Tries again while the database cannot be written, because the client waits for {@code onBundleEnd}.
     *
     * @param running null if its work was not taken up again
     */
    private void end(Finish finish, @Nullable RunningBundle running) {
        workOver();
        var end = new BundleEnd(session, name, work);
        while (!abandoned) {
            if (end.record(finish, running)) {
                removal.attempt(end::removeKept);
                return;
            }
            pause();
        }
    }

    private void pause() {
        try {
            session.await(s -> abandoned, RETRY);
        } catch (InterruptedException e) {
            // Only an end can be meant, and that is looked for next.
            log.debug("woken while waiting to record something of {}", name);
        }
    }
}
