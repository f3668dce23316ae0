package io.bundlebackup.monitoring;

import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.state.BundleSnapshot;
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
        var type = transition.after().type().wire();
        var before = transition.before().bundle(after.name());
        var moved = after.counts().closed().bytes()
                - (before == null ? 0 : before.counts().closed().bytes());
        if (moved > 0) {
            Counter.builder("bundle.backup.transferred")
                    .description(
                            "Bytes of content that clients have closed, or that restores have put into the new tree")
                    .baseUnit("bytes")
                    .tag("type", type)
                    .register(meters)
                    .increment(moved);
        }
        if (after.ended() && (before == null || !before.ended())) {
            ended(type, after);
        }
    }

    private void ended(String type, BundleSnapshot bundle) {
        var standing = bundle.standing();
        var outcome =
                standing.outcome() == null ? "unknown" : standing.outcome().wire();
        Timer.builder("bundle.backup.bundles.ended")
                .description("Bundles that have ended, with the time from their begin to their end")
                .tag("type", type)
                .tag("outcome", outcome)
                .register(meters)
                .record(duration(standing));
        if (bundle.counts().failed() > 0) {
            Counter.builder("bundle.backup.files.failed")
                    .description("Application files that could not be backed up or restored")
                    .tag("type", type)
                    .register(meters)
                    .increment(bundle.counts().failed());
        }
    }

    private static Duration duration(BundleSnapshot.Standing standing) {
        var begun = standing.beganAt();
        var ended = standing.endedAt();
        return begun == null || ended == null ? Duration.ZERO : Duration.between(begun, ended);
    }
}
