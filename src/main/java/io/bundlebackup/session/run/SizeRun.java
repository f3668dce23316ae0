package io.bundlebackup.session.run;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.SizeQuery;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One size scan under way, on a thread of its own: measures bundle after bundle, and reports when all are done. The session's clock
 * has it report in between. Whatever becomes of a bundle, it is reported; only the end of the session or of the service stops that.
 */
final class SizeRun {
    private static final Logger log = LoggerFactory.getLogger(SizeRun.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Session session;
    private final SizeQuery query;
    private final SizeMeasure measure;
    private final Map<String, BundleSize> measured = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile Instant reported;
    private volatile boolean stopped;

    SizeRun(Session session, SizeQuery query, SizeMeasure measure, Instant begun) {
        this.session = session;
        this.query = query;
        this.measure = measure;
        this.reported = begun;
        this.thread =
                Thread.ofVirtual().name("sizes-" + session.snapshot().id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** It is over, or the service stops: whatever it does, it leaves. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    /** Reports what was measured, if the last report is so long ago. Called by the clock's thread alone; waits for nothing. */
    void reportAfter(Duration interval, Instant now) {
        if (Duration.between(reported, now).compareTo(interval) >= 0) {
            reported = now;
            session.post(this::report);
        }
    }

    private Draft report(Draft draft) {
        Transitions.apply(draft, new Step.ReportSizes(query.after(), Map.copyOf(measured)));
        return draft;
    }

    private void run() {
        var present = present();
        for (var asked : query.remaining().entrySet()) {
            var bundle = present.get(asked.getKey());
            var size = bundle == null || asked.getValue() == SizeQuery.NOT_REACHED
                    ? BundleSize.unknown(asked.getKey())
                    : measure(bundle, asked.getValue());
            if (stopped) {
                // What was interrupted looks as if it could not be measured, and must not be told.
                return;
            }
            measured.put(asked.getKey(), size);
        }
        reportLast();
    }

    /** Nothing if they cannot be looked up: then no size is known. */
    private Map<String, Bundle> present() {
        try {
            return measure.present();
        } catch (RuntimeException | Error e) {
            log.error("The bundles to measure could not be looked up; please report this.", e);
            return Map.of();
        }
    }

    private BundleSize measure(Bundle bundle, long since) {
        try {
            return query.precise() ? measure.precise(session.snapshot(), bundle, since) : measure.quick(bundle);
        } catch (RuntimeException | Error e) {
            // An interrupt arrives as one too.
            if (!stopped) {
                log.error("The size of {} could not be measured; please report this.", bundle.name(), e);
            }
            return BundleSize.unknown(bundle.name());
        }
    }

    /** Does not give up while the database cannot be written: the client waits for the last report. */
    private void reportLast() {
        while (!stopped) {
            try {
                session.transact(this::report);
                return;
            } catch (ProblemException e) {
                log.error(
                        "The last report of a size scan could not be recorded; the service tries again: {}",
                        e.detail());
                pause();
            } catch (RuntimeException | Error e) {
                log.error(
                        "The last report of a size scan failed because of an unexpected error; the service tries again.",
                        e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            session.await(s -> stopped, RETRY);
        } catch (InterruptedException e) {
            log.debug("woken while waiting to report sizes");
        }
    }
}
