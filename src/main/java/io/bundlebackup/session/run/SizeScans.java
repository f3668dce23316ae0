package io.bundlebackup.session.run;

import io.bundlebackup.session.state.SessionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The size scans under way, at most one a session. Like the {@link Dispatcher} it looks at states: a session with a scan that is not
 * over has a run, whether the scan was just asked for or the service was restarted meanwhile. Thread-safe; never blocks, except to
 * close.
 */
public final class SizeScans {
    private final SizeMeasure measure;
    private final Duration interval;
    private final Map<String, SizeRun> runs = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** @param interval how often a scan under way reports */
    public SizeScans(SizeMeasure measure, Duration interval) {
        this.measure = measure;
        this.interval = interval;
    }

    /** Starts and stops scans as what is committed of a session wants it. Repeatable. */
    void committed(Session session, SessionSnapshot after) {
        if (!after.sizes().running()) {
            var run = runs.remove(after.id());
            if (run != null) {
                run.stop();
            }
        } else if (!stopping) {
            runs.computeIfAbsent(after.id(), id -> {
                var run = new SizeRun(session, after.sizes(), measure, session.now());
                run.start();
                return run;
            });
            if (stopping) {
                runs.values().forEach(SizeRun::stop);
            }
        }
    }

    /** Has those report whose interval is over. Called by the clock's thread. */
    void tick(Instant now) {
        runs.values().forEach(run -> run.reportAfter(interval, now));
    }

    /** Stops all scans where they are; the next start takes them up. */
    void close(Duration atMost) {
        stopping = true;
        var all = List.copyOf(runs.values());
        all.forEach(SizeRun::stop);
        try {
            for (var run : all) {
                run.awaitEnd(atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
