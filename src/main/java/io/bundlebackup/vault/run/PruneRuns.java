package io.bundlebackup.vault.run;

import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prune runs: each on a thread of its own. Thread-safe. */
final class PruneRuns {
    private static final Logger log = LoggerFactory.getLogger(PruneRuns.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runs runs;
    private final Vaults vaults;
    private final PruneMaker maker;
    private final Supplier<RetentionStep> retention;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param retention asked for when the first run begins: it needs the runs */
    PruneRuns(Runs runs, Vaults vaults, PruneMaker maker, Supplier<RetentionStep> retention) {
        this.runs = runs;
        this.vaults = vaults;
        this.maker = maker;
        this.retention = retention;
    }

    int running() {
        return running.size();
    }

    boolean isRunning(Run run) {
        return running.containsKey(run.id());
    }

    void begin(Run run) {
        var thread = Thread.ofPlatform()
                .name("prune-" + run.request().bundleName())
                .daemon()
                .unstarted(() -> prune(run));
        running.put(run.id(), thread);
        thread.start();
    }

    private void prune(Run queued) {
        try {
            // It may have been cancelled in between.
            if (!runs.get(queued.id()).ended()) {
                work(runs.begun(queued));
            }
        } catch (RuntimeException | Error e) {
            log.error(
                    "The prune of {} failed unexpectedly; please report this.",
                    queued.request().bundleName(),
                    e);
        } finally {
            running.remove(queued.id());
            cancelled.remove(queued.id());
        }
    }

    private void work(Run run) {
        try {
            var vault = vaults.get(run.request().vault());
            vault.open();
            runs.retained(run, retention.get().apply(vault, run));
            var figures = maker.prune(vault, run);
            runs.advance(run, _ -> figures, RunProgress.NONE, true);
            runs.ended(run, RunOutcome.COMPLETED, null);
        } catch (InterruptedException e) {
            // When the service stops, the next start begins the run again.
            if (!closed) {
                runs.ended(run, RunOutcome.CANCELLED, null);
            }
        } catch (IOException e) {
            log.warn(
                    "The prune of {} in the vault {} failed by this:",
                    run.request().bundleName(),
                    run.request().vault(),
                    e);
            failed(
                    run,
                    Failure.of(
                            ErrorCode.IO_ERROR,
                            "The vault " + run.request().vault() + " could not be read or written: "
                                    + FailureReason.of(e)));
        } catch (ProblemException e) {
            failed(run, Failure.of(e.type().code(), e.detail()));
        }
    }

    /** A file that an interrupt closes is no failure of the vault. */
    private void failed(Run run, Failure why) {
        if (cancelled.contains(run.id())) {
            runs.ended(run, RunOutcome.CANCELLED, null);
        } else {
            runs.failed(run, why);
        }
    }

    /** Ends the run; waits some seconds for the end of its work. */
    void cancel(Run run) throws InterruptedException {
        var thread = running.get(run.id());
        if (thread != null) {
            cancelled.add(run.id());
            thread.interrupt();
            thread.join(PATIENCE);
        }
        var now = runs.get(run.id());
        if (now.isWaiting()) {
            runs.ended(now, RunOutcome.CANCELLED, null);
        }
    }

    void close() {
        closed = true;
        running.values().forEach(Thread::interrupt);
    }
}
