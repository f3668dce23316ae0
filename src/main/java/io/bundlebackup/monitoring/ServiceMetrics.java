package io.bundlebackup.monitoring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemCounts;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.ServiceState;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.SessionType;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the service is doing at the moment of a scrape: sessions, bundles, slots, space; and the problems that it has answered. */
final class ServiceMetrics implements MeterBinder {
    /** One scrape usually reads its gauges within this time. */
    private static final Duration SCRAPE = Duration.ofMillis(100);

    private final ServiceState state;
    private final LiveSessions live;

    @GuardedBy("this")
    private ServiceState.@Nullable View seen;

    @GuardedBy("this")
    private long seenAt;

    ServiceMetrics(ServiceState state, LiveSessions live) {
        this.state = state;
        this.live = live;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(
                meters,
                "bundle.backup.slots",
                "Bundles that are worked on at once, at most",
                null,
                ServiceState.View::slots);
        gauge(
                meters,
                "bundle.backup.slots.busy",
                "Bundles that are being worked on",
                null,
                ServiceState.View::slotsBusy);
        gauge(meters, "bundle.backup.queue", "Bundles that wait for their first slot", null, ServiceState.View::queued);
        gauge(
                meters,
                "bundle.backup.staged",
                "Packed files that wait for their clients",
                "bytes",
                ServiceState.View::stagedBytes);
        gauge(
                meters,
                "bundle.backup.free",
                "Space that the service may still use in its data directory",
                "bytes",
                ServiceState.View::freeBytes);
        for (var type : SessionType.values()) {
            bindSessions(meters, type);
        }
        Stream.of(ProblemType.values())
                .collect(Collectors.groupingBy(ProblemType::slug))
                .forEach((slug, types) -> bindProblems(meters, slug, types));
    }

    private void bindSessions(MeterRegistry meters, SessionType type) {
        Gauge.builder("bundle.backup.sessions", live, sessions -> count(sessions, type))
                .description("Live sessions")
                .tag("type", type.wire())
                .register(meters);
        for (var state : List.of(BundleState.QUEUED, BundleState.RUNNING)) {
            Gauge.builder("bundle.backup.bundles", live, sessions -> count(sessions, type, state))
                    .description("Unfinished bundles of live sessions")
                    .tag("type", type.wire())
                    .tag("state", state.wire())
                    .register(meters);
        }
    }

    /** Micrometer keeps only a weak reference to what a meter reads, so the meter reads this object. */
    private void bindProblems(MeterRegistry meters, String slug, List<ProblemType> types) {
        FunctionCounter.builder("bundle.backup.problems", this, metrics -> answered(types))
                .description("Problems that were answered")
                .tag("type", slug)
                .register(meters);
    }

    private static double answered(List<ProblemType> types) {
        return types.stream().mapToLong(ProblemCounts::answered).sum();
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<ServiceState.View> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.view()))
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }

    /** The same for all gauges of a scrape. */
    private synchronized ServiceState.View view() {
        var now = System.nanoTime();
        var view = seen;
        if (view == null || now - seenAt > SCRAPE.toNanos()) {
            try {
                view = state.view();
            } catch (IOException e) {
                // Micrometer shows NaN for a gauge that throws, and goes on with the others.
                throw new UncheckedIOException(e);
            }
            seen = view;
            seenAt = now;
        }
        return view;
    }

    private static double count(LiveSessions live, SessionType type) {
        return live.all().stream()
                .filter(session -> session.snapshot().type() == type)
                .count();
    }

    private static double count(LiveSessions live, SessionType type, BundleState state) {
        return live.all().stream()
                .filter(session -> session.snapshot().type() == type)
                .flatMap(session -> session.snapshot().all().stream())
                .map(BundleSnapshot::state)
                .filter(state::equals)
                .count();
    }
}
