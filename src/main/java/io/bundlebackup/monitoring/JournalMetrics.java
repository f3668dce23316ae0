package io.bundlebackup.monitoring;

import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.Transition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts what the journal commits: how long commits take, and of each bundle that ends its outcome, its duration and its bytes. Used by the
 * journal's thread.
 */
final class JournalMetrics implements JournalObserver {
    private static final Duration[] BUCKETS = IntStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Timer commits;
    private final Counter changes;

    JournalMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.commits = Timer.builder("bundle.backup.journal.commits")
                .description("Transactions of the database, with their flush")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        this.changes = Counter.builder("bundle.backup.journal.changes")
                .description("Changes of sessions that were committed")
                .register(meters);
        // A counter that appears with its first event does not show that event as an increase.
        for (var type : SessionType.values()) {
            transferred(type);
            failed(type);
            for (var outcome : Outcome.values()) {
                ended(type, outcome);
            }
        }
    }

    private Counter transferred(SessionType type) {
        return Counter.builder("bundle.backup.transferred")
                .description("Bytes of content that clients have closed, or that restores have put into the new tree")
                .baseUnit("bytes")
                .tag("type", type.wire())
                .register(meters);
    }

    private Counter failed(SessionType type) {
        return Counter.builder("bundle.backup.files.failed")
                .description("Application files that could not be backed up or restored")
                .tag("type", type.wire())
                .register(meters);
    }

    private Timer ended(SessionType type, Outcome outcome) {
        return Timer.builder("bundle.backup.bundles.ended")
                .description("Bundles that have ended, with the time from their begin to their end")
                .tag("type", type.wire())
                .tag("outcome", outcome.wire())
                .register(meters);
    }

    @Override
    public void committed(List<Transition> transitions, Duration took) {
        commits.record(took);
        changes.increment(transitions.size());
        for (var transition : transitions) {
            for (var bundle : transition.changed()) {
                count(transition, bundle);
            }
        }
    }

    private void count(Transition transition, BundleSnapshot after) {
        var type = transition.after().type();
        var before = transition.before().bundle(after.name());
        var moved = after.counts().closed().bytes()
                - (before == null ? 0 : before.counts().closed().bytes());
        if (moved > 0) {
            transferred(type).increment(moved);
        }
        var outcome = after.standing().outcome();
        if (outcome != null && (before == null || !before.ended())) {
            ended(type, outcome).record(duration(after.standing()));
            failed(type).increment(after.counts().failed());
        }
    }

    /** By the wall clock; zero if that was set back meanwhile. */
    private static Duration duration(BundleSnapshot.Standing standing) {
        var begun = standing.beganAt();
        var ended = standing.endedAt();
        return begun == null || ended == null || ended.isBefore(begun) ? Duration.ZERO : Duration.between(begun, ended);
    }
}
