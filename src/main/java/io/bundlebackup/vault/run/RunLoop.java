package io.bundlebackup.vault.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Begins queued runs when it is their turn, and sees what became of running ones. One thread, which never does the work of a run. At most
 * one run works on a repository at a time.
 */
public final class RunLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RunLoop.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);

    /** Sessions at once; the slots of the service decide which of them work. */
    private static final int MOST_BACKUPS = 32;

    private static final int MOST_PRUNES = 1;

    private final Runs runs;
    private final InstantSource clock;
    private final int mostBackups;
    private @Nullable BackupRuns backups;
    private @Nullable PruneRuns prunes;
    private @Nullable Thread thread;

    @GuardedBy("this")
    private boolean woken;

    private volatile boolean running;

    /** @param mostSessions live sessions that a caller may have */
    RunLoop(Runs runs, int mostSessions, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
        this.mostBackups = Math.min(MOST_BACKUPS, mostSessions);
    }

    /** What does the work; before the start. */
    void use(BackupRuns backupRuns, PruneRuns pruneRuns) {
        backups = backupRuns;
        prunes = pruneRuns;
    }

    /** Something may have changed. Does not wait. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /**
     * Ends a run as soon as possible.
     *
     * @return how it stands then
     * @throws ProblemException {@code no-such-run}, {@code run-ended}
     */
    public Run cancel(String id) throws InterruptedException {
        var run = runs.get(id);
        if (run.ended()) {
            throw new ProblemException(ProblemType.RUN_ENDED, "The run has ended.");
        }
        switch (run.request().kind()) {
            case BACKUP -> backups().cancel(run);
            case PRUNE -> prunes().cancel(run);
        }
        return runs.get(id);
    }

    private BackupRuns backups() {
        return java.util.Objects.requireNonNull(backups);
    }

    private PruneRuns prunes() {
        return java.util.Objects.requireNonNull(prunes);
    }

    private void run() {
        guarded(() -> backups().releaseLeft());
        while (running) {
            guarded(this::turn);
            try {
                rest();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void guarded(Runnable part) {
        try {
            part.run();
        } catch (ProblemException e) {
            log.warn("A run of a vault could not be recorded; the service tries again: {}", e.detail());
        } catch (RuntimeException | Error e) {
            log.error("The runs of the vaults met an unexpected error and go on.", e);
        }
    }

    private void turn() {
        for (var run : runs.live()) {
            if (run.session().isPresent()) {
                guarded(() -> backups().look(run));
            }
        }
        var now = clock.instant();
        runs.live().stream()
                .filter(run -> !isBegun(run) && isDue(run, now))
                .sorted(Comparator.comparingInt((Run run) -> -run.request().priority())
                        .thenComparingLong(Run::key))
                .toList()
                .forEach(run -> guarded(() -> beginIfRoom(run)));
    }

    private boolean isBegun(Run run) {
        return run.session().isPresent() || prunes().isRunning(run);
    }

    /** A retry that is farther away than any is after the clock has been set back. */
    private static boolean isDue(Run run, Instant now) {
        var next = run.standing().notBefore();
        return next == null || !next.isAfter(now) || next.isAfter(now.plus(RetryDelays.LONGEST));
    }

    private void beginIfRoom(Run run) {
        var begun = runs.live().stream().filter(this::isBegun).toList();
        if (begun.stream().anyMatch(other -> other.request().sameRepository(run.request()))) {
            return;
        }
        switch (run.request().kind()) {
            case BACKUP -> {
                if (begun.stream().filter(other -> other.session().isPresent()).count() < mostBackups) {
                    backups().begin(run);
                }
            }
            case PRUNE -> {
                if (prunes().running() < MOST_PRUNES) {
                    prunes().begin(run);
                }
            }
        }
    }

    private void rest() throws InterruptedException {
        var pause = pause(List.copyOf(runs.live()));
        synchronized (this) {
            if (!woken) {
                wait(pause.toMillis());
            }
            woken = false;
        }
    }

    private Duration pause(List<Run> live) {
        if (live.stream().anyMatch(this::isBegun)) {
            return LOOK;
        }
        var now = clock.instant();
        return live.stream()
                .map(run -> run.standing().notBefore())
                .filter(next -> next != null && next.isAfter(now))
                .min(Comparator.naturalOrder())
                .map(next -> Duration.between(now, next).plusMillis(1))
                .filter(until -> until.compareTo(REST) < 0)
                .orElse(live.isEmpty() ? REST : LOOK);
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("vault-runs").daemon().start(this::run);
    }

    /** Work goes on until the sessions stop, which comes next. */
    @Override
    public void stop() {
        running = false;
        prunes().close();
        var ending = thread;
        if (ending != null) {
            ending.interrupt();
            try {
                ending.join(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the sessions, and stopped before them. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
