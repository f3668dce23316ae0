package io.bundlebackup.vault.schedule;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.vault.run.RunKind;
import io.bundlebackup.vault.run.RunRequest;
import io.bundlebackup.vault.schedule.Timetable.DueRun;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The thread that orders runs when they are due. Starts after the runs and stops before them. */
final class ScheduleRunner implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ScheduleRunner.class);

    /** How often the wall clock is looked at, which may be set at any time; and after how long a failed order is tried again. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** After the runs. */
    private static final int PHASE = 20;

    private final Schedules schedules;
    private final Timetable table;
    private final ScheduleTargets targets;
    private final RunRequests runs;

    /** Schedules whose last order failed, so that it is said once. Used by the thread alone. */
    private final Set<String> failing = new HashSet<>();

    private @Nullable Thread thread;

    ScheduleRunner(Schedules schedules, Timetable table, ScheduleTargets targets, RunRequests runs) {
        this.schedules = schedules;
        this.table = table;
        this.targets = targets;
        this.runs = runs;
    }

    @Override
    public synchronized void start() {
        schedules.load();
        thread = Thread.ofPlatform().name("schedules").daemon().start(this::loop);
    }

    private void loop() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean failed = !look();
                table.await(targets.clock().instant(), LOOK, failed);
            }
        } catch (InterruptedException e) {
            // The service is stopping.
            Thread.currentThread().interrupt();
        }
    }

    /** Orders what is due. Returns false if an order failed. */
    boolean look() {
        boolean ordered = true;
        for (var due : table.due(targets.clock().instant())) {
            try {
                schedules.done(due, due.run() ? order(due) : null);
                failing.remove(due.schedule().name());
            } catch (RuntimeException e) {
                ordered = false;
                if (failing.add(due.schedule().name())) {
                    log.warn(
                            "The run of the schedule {} that was due at {} could not be ordered, and is tried again until it can: {}",
                            due.schedule(),
                            due.moment().due(),
                            e instanceof ProblemException problem ? problem.detail() : FailureReason.of(e));
                }
            }
        }
        return ordered;
    }

    /** @return the last run that was ordered */
    private @Nullable String order(DueRun due) {
        var schedule = due.schedule();
        var text = schedule.text();
        var names = targets.bundles().all().stream()
                .filter(bundle -> schedule.includes(bundle.name()) && isMeant(bundle, text))
                .map(Bundle::name)
                .toList();
        if (names.isEmpty()) {
            log.warn("The schedule {} is due, and no bundle matches {}.", schedule, text.bundles());
            return null;
        }
        log.info(
                "The schedule {} is due{}; bundles: {}.",
                schedule,
                due.missed() ? ", late: a run was missed at " + due.moment().due() : "",
                names.size());
        return runs.order(names.stream().map(name -> request(schedule, name)).toList())
                .getLast();
    }

    /** A bundle that may not be backed up is passed over, unless the schedule names it: then its run says why. */
    private static boolean isMeant(Bundle bundle, ScheduleText text) {
        return bundle.refusal() == null
                || Objects.requireNonNull(text.bundles()).contains(bundle.name());
    }

    private static RunRequest request(Schedule schedule, String bundle) {
        var text = schedule.text();
        return new RunRequest(
                RunKind.BACKUP,
                schedule.vault(),
                bundle,
                schedule.name(),
                Objects.requireNonNull(text.priority()),
                Duration.ofMillis(Objects.requireNonNull(text.timeout())),
                Objects.requireNonNull(text.retries()));
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
