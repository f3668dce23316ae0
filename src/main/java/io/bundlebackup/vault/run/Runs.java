package io.bundlebackup.vault.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.store.LogWrites;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All runs: ordered, looked at, and moved from state to state. What is returned is committed, except figures of running runs, which are
 * kept with their next change. Each change is shown to readers of the log of all sessions. Thread-safe; the lock is held while the journal commits.
 */
public final class Runs {
    /** The type of messages that show a run. */
    public static final String VIEW = "run";

    private static final int MOST_ENDED = 10_000;
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final LogWrites writes;
    private final RunRows rows;
    private final InstantSource clock;
    private final RunObserver observer;
    private final Map<String, RunProgress> progress = new ConcurrentHashMap<>();
    private volatile Runnable wake = () -> {};

    @GuardedBy("this")
    private final Map<String, Run> live = new LinkedHashMap<>();

    @GuardedBy("this")
    private long newest;

    Runs(LogWrites writes, RunRows rows, InstantSource clock, RunObserver observer) {
        this.writes = writes;
        this.rows = rows;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Takes up what had not ended when the service stopped; before anything else.
     *
     * @param whenChanged called without the lock: it may wait for a thread that needs the lock
     */
    synchronized void load(Runnable whenChanged) {
        wake = whenChanged;
        newest = rows.highest();
        for (var run : rows.live()) {
            live.put(run.id(), run);
        }
    }

    /**
     * Queues runs. One that finds another of its kind queued or running for its repository is skipped. But if a retry waits there and no
     * schedule orders the run, the retry begins now, and its run is returned.
     *
     * @return the runs in the order of the requests
     * @throws ProblemException {@code too-many-requests} if too many runs are queued; then none is made
     */
    public List<Run> order(List<RunRequest> requests) {
        var ordered = place(requests);
        wake.run();
        return ordered;
    }

    private synchronized List<Run> place(List<RunRequest> requests) {
        RunPlacing.requireRoom(live.size(), requests.size());
        var placing = new RunPlacing(live.values(), newest, now());
        var ordered = requests.stream().map(placing::place).toList();
        writes.writeShown((database, views) -> {
            for (var each : ordered) {
                RunRows.save(database, each.run());
                views.changed(VIEW, each.run().id());
                if (each.event() != null) {
                    RunRows.add(database, each.run(), each.event());
                }
            }
            var forgotten = RunRows.forget(database, MOST_ENDED, FORGOTTEN_AT_ONCE);
            forgotten.forEach(id -> views.forgotten(VIEW, id));
            return forgotten;
        });
        newest = placing.newest();
        for (var each : ordered) {
            if (each.run().ended()) {
                observer.happened(each.run(), RunEventType.END, RunEventData.end(each.run()));
            } else {
                live.put(each.run().id(), each.run());
            }
        }
        return ordered.stream().map(RunPlacing.Placed::run).toList();
    }

    /** @throws ProblemException {@code no-such-run}, also if the caller of this thread does not reach its bundle */
    public Run get(String id) {
        synchronized (this) {
            var run = live.get(id);
            if (run != null && CallerScope.limits().reach(run.request().bundleName())) {
                return run;
            }
        }
        return rows.find(id)
                .orElseThrow(() -> new ProblemException(ProblemType.NO_SUCH_RUN, "There is no run " + id + "."));
    }

    /** As {@link #get}; waits for the end of the run. */
    public Run awaitEnd(String id, Duration atMost) throws InterruptedException {
        get(id);
        await(id, _ -> false, atMost);
        return get(id);
    }

    /** Waits until a run has an event after {@code after}, or has ended. */
    void awaitEvent(String id, long after, Duration atMost) throws InterruptedException {
        await(id, run -> run.lastSeq() > after, atMost);
    }

    private synchronized void await(String id, Predicate<Run> condition, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        for (var left = atMost.toMillis(); left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
            var run = live.get(id);
            if (run == null || condition.test(run)) {
                return;
            }
            wait(left);
        }
    }

    /** What a run does at the moment. */
    public RunProgress progress(String id) {
        return progress.getOrDefault(id, RunProgress.NONE);
    }

    /** What is known of earlier runs. */
    public PastRuns past() {
        return rows;
    }

    /** Newest first, those ordered before the one with the key {@code before}. */
    public List<Run> page(RunFilter filter, long before, int limit) {
        return rows.page(filter, before, limit).stream().map(this::current).toList();
    }

    /** With the figures of the moment, which rows do not have. */
    private synchronized Run current(Run run) {
        return live.getOrDefault(run.id(), run);
    }

    /** Runs that have not ended, in the order in which they were ordered. */
    synchronized Collection<Run> live() {
        return List.copyOf(live.values());
    }

    /** The run whose attempt has this session, unless it has ended. */
    synchronized Optional<Run> ofSession(String sessionId) {
        return live.values().stream()
                .filter(run -> sessionId.equals(run.sessionId()))
                .findFirst();
    }

    /** A backup run gets the session of its next attempt. */
    void inSession(Run run, String sessionId) {
        change(run.id(), now -> now.in(sessionId));
    }

    /** The work of an attempt begins. */
    Run begun(Run run) {
        var first = run.times().beganAt() == null;
        return change(
                run.id(),
                now -> now.begun(now()),
                first ? RunEventType.BEGIN : RunEventType.PROCESS,
                begun -> Map.of("attempt", begun.standing().attempt()));
    }

    /**
     * What a run has done so far, and does.
     *
     * @param figures changes its figures
     * @param event whether this is an event of its log
     */
    synchronized void advance(Run run, UnaryOperator<RunFigures> figures, RunProgress doing, boolean event) {
        if (!live.containsKey(run.id())) {
            return;
        }
        progress.put(run.id(), doing);
        UnaryOperator<Run> step = now -> now.with(figures.apply(now.figures()));
        if (event) {
            change(run.id(), step, RunEventType.PROCESS, RunEventData::process);
        } else {
            change(run.id(), step);
        }
    }

    /** What a run has read and stored so far; kept later. Any thread. */
    synchronized void figures(Run run, RunFigures figures) {
        live.computeIfPresent(run.id(), (_, now) -> now.with(figures));
    }

    /** The snapshot of a run is whole and listed. */
    void made(Run run, MadeSnapshot snapshot) {
        change(
                run.id(),
                now -> now.made(snapshot.snapshotId(), snapshot.figures()),
                RunEventType.SNAPSHOT,
                _ -> RunEventData.snapshot(snapshot));
    }

    /** The rules of retention were applied in the course of a run. */
    void retained(Run run, RetentionStep.Report report) {
        change(run.id(), now -> now, RunEventType.RETENTION, _ -> RunEventData.retention(report));
    }

    void ended(Run run, RunOutcome how, @Nullable Failure why) {
        change(run.id(), now -> now.ended(how, why, now()), RunEventType.END, RunEventData::end);
        wake.run();
    }

    /** An attempt failed: the run is tried again, or ends. */
    void failed(Run run, Failure why) {
        var retry = run.standing().attemptFailed();
        if (retry.attempt() > run.request().retries()) {
            change(run.id(), now -> now.failedFor(why, now()), RunEventType.END, RunEventData::end);
        } else {
            var next = now().plus(RetryDelays.after(retry.attempt()));
            progress.remove(run.id());
            change(run.id(), now -> now.queuedAgain(why, next));
        }
        wake.run();
    }

    private synchronized Run change(String id, UnaryOperator<Run> step) {
        var run = step.apply(requireLive(id));
        writes.writeShown((database, views) -> {
            RunRows.save(database, run);
            views.changed(VIEW, id);
            return run;
        });
        live.put(id, run);
        return run;
    }

    private synchronized Run change(
            String id, UnaryOperator<Run> step, RunEventType type, Function<Run, Map<String, Object>> data) {
        var changed = step.apply(requireLive(id));
        var members = data.apply(changed);
        var event = RunEvent.of(
                changed,
                type,
                members,
                type == RunEventType.END ? changed.standing().err() : null,
                now());
        var run = changed.said(event.seq());
        writes.writeShown((database, views) -> {
            RunRows.save(database, run);
            RunRows.add(database, run, event);
            views.changed(VIEW, id);
            return run;
        });
        if (run.ended()) {
            live.remove(id);
            progress.remove(id);
        } else {
            live.put(id, run);
        }
        notifyAll();
        observer.happened(run, type, members);
        return run;
    }

    /** @throws ProblemException {@code run-ended}, {@code no-such-run} */
    @GuardedBy("this")
    private Run requireLive(String id) {
        var run = live.get(id);
        if (run == null) {
            get(id);
            throw new ProblemException(ProblemType.RUN_ENDED, "The run has ended.");
        }
        return run;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
