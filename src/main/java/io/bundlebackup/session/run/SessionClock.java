package io.bundlebackup.session.run;

import io.bundlebackup.capacity.FatalErrors;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens as time passes: timers and idle sessions expire, progress is reported, history is deleted. One thread looks
 * at every live session ten times a second; it only queues changes, and waits for nothing.
 */
public final class SessionClock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionClock.class);
    private static final long TICK_MILLIS = 100;
    private static final Duration HISTORY_EVERY = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(2);

    private record Reported(Instant at, FileCounts counts) {}

    private final LiveSessions live;
    private final Dispatcher dispatcher;
    private final History history;
    private final SizeScans sizes;
    private final Duration progressInterval;
    private final InstantSource clock;
    private final Map<BundleRun, Reported> reported = new HashMap<>();
    private final Thread thread = Thread.ofPlatform()
            .name("session-clock")
            .daemon()
            .uncaughtExceptionHandler(FatalErrors.ofVitalThread())
            .unstarted(this::run);
    private @Nullable Instant historyCheckedAt;
    private final ExecutorService forgetting = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("forget-history").daemon().factory());
    private final AtomicBoolean isForgetting = new AtomicBoolean();
    private volatile boolean closed;

    /** @param clock the steady one */
    public SessionClock(
            LiveSessions live,
            Dispatcher dispatcher,
            History history,
            SizeScans sizes,
            Duration progressInterval,
            InstantSource clock) {
        this.live = live;
        this.dispatcher = dispatcher;
        this.history = history;
        this.sizes = sizes;
        this.progressInterval = progressInterval;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                guarded(this::tick);
                synchronized (this) {
                    wait(TICK_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A failure ends only this part of a tick; the next tick tries again. */
    private static void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            log.error("The clock of the sessions met an unexpected error and goes on; timers may be late.", e);
        }
    }

    private void tick() {
        var now = clock.instant();
        live.all().forEach(session -> guarded(() -> check(session, now)));
        guarded(dispatcher::tick);
        guarded(() -> sizes.tick(now));
        reported.keySet().removeIf(BundleRun::isOver);
        if (historyCheckedAt == null || Duration.between(historyCheckedAt, now).compareTo(HISTORY_EVERY) >= 0) {
            historyCheckedAt = now;
            forgetHistory(now);
        }
    }

    private void check(Session session, Instant now) {
        var snapshot = session.snapshot();
        if (snapshot.state().acceptsWork() && isIdle(session, snapshot, now)) {
            session.post(draft -> {
                // The session may have been used between the look and the decision.
                if (isIdle(session, draft.session(), now)) {
                    Transitions.apply(draft, new Step.CloseSession(Ending.EXPIRY));
                }
                return draft;
            });
        }
        snapshot.bundles().values().stream()
                .filter(b -> b.running() && !b.ending())
                .forEach(b -> checkBundle(session, snapshot, b, now));
    }

    /** On a thread of its own: there may be millions of rows. */
    private void forgetHistory(Instant now) {
        if (!isForgetting.compareAndSet(false, true)) {
            return;
        }
        boolean begun = false;
        try {
            forgetting.execute(() -> {
                try {
                    guarded(() -> history.forgetInTime(now));
                } finally {
                    isForgetting.set(false);
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                isForgetting.set(false);
            }
        }
    }

    private static boolean isIdle(Session session, SessionSnapshot snapshot, Instant now) {
        var idleSince = session.activity().idleSince(snapshot.working());
        return !idleSince.plus(snapshot.idleTimeout()).isAfter(now);
    }

    private void checkBundle(Session session, SessionSnapshot snapshot, BundleSnapshot bundle, Instant now) {
        var run = dispatcher.run(new BundleId(snapshot.id(), bundle.name()));
        if (isOver(bundle, run, now)) {
            session.post(draft -> {
                var found = draft.find(bundle.name());
                if (found != null && found.running() && isOver(found, run, draft.steady())) {
                    Transitions.apply(draft, new Step.Stop(bundle.name(), Ending.TIMEOUT));
                }
                return draft;
            });
        } else if (run != null) {
            reportProgress(session, bundle, run, now);
        }
    }

    private static boolean isOver(BundleSnapshot bundle, @Nullable BundleRun run, Instant now) {
        var deadline = run == null ? bundle.steering().timer().deadline() : run.deadline(bundle);
        return deadline != null && !deadline.isAfter(now);
    }

    private void reportProgress(Session session, BundleSnapshot bundle, BundleRun run, Instant now) {
        run.meter().sample(now, bundle.counts().closed().bytes());
        var last = reported.get(run);
        if (last == null) {
            reported.put(run, new Reported(now, bundle.counts()));
        } else if (Duration.between(last.at, now).compareTo(progressInterval) >= 0
                && changed(last.counts, bundle.counts())) {
            reported.put(run, new Reported(now, bundle.counts()));
            session.post(draft -> {
                var found = draft.find(bundle.name());
                if (found != null
                        && found.running()
                        && !found.ending()
                        && !found.counts().reported()) {
                    Transitions.apply(
                            draft,
                            new Step.Progress(
                                    bundle.name(),
                                    run.meter().rate(),
                                    run.meter().eta(found.counts())));
                }
                return draft;
            });
        }
    }

    private static boolean changed(FileCounts before, FileCounts after) {
        return !before.closed().equals(after.closed()) || !Objects.equals(before.total(), after.total());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(END);
            forgetting.shutdownNow();
            forgetting.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
