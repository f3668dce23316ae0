package io.bundlebackup.vault.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.vault.schedule.Schedule.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When each schedule runs next. Knows neither threads nor the database: the present time is always given, so a test can move it. Thread-safe.
 *
 * <p>The wall clock is not trusted. If the clock jumps ahead, what was passed over counts as missed. If the clock goes back, runs that were
 * done are not done again, unless the clock goes back by more than the time between two runs: then the table begins anew at the present
 * time, because otherwise a clock that was years ahead for a moment would stop all schedules for years.
 */
final class Timetable {
    /** A run that begins later than this after its time was missed. */
    static final Duration PUNCTUAL = Duration.ofMinutes(5);

    /** Longer than any jitter: what was due before is over for certain. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(2);

    @GuardedBy("this")
    private final Map<String, Entry> entries = new TreeMap<>();

    /**
     * A run that is due.
     *
     * @param moment the last one that is due; earlier ones are done with it
     * @param run whether something is to be done, or the run is only passed over: because the schedule is paused, or skips missed runs
     * @param missed whether the run is late
     */
    record DueRun(Schedule schedule, Moment moment, boolean run, boolean missed) {}

    /** @param handled all runs that were due until then are done */
    private record Entry(
            Schedule schedule, Instant handled, @Nullable Moment next) {
        static Entry of(Schedule schedule, Instant handled) {
            return new Entry(schedule, handled, schedule.next(handled).orElse(null));
        }

        /** This entry, or one that begins anew if the clock has gone back further than the time between two runs. */
        Entry at(Instant now) {
            if (next == null || !now.isBefore(handled)) {
                return this;
            }
            var period = Duration.between(handled, next.due());
            return Duration.between(now, handled).compareTo(period) > 0 ? of(schedule, now) : this;
        }
    }

    /**
     * Adds a schedule, or replaces the one of its name.
     *
     * @param handled all runs that were due until then are done
     */
    synchronized void put(Schedule schedule, Instant handled) {
        entries.put(schedule.name(), Entry.of(schedule, handled));
        notifyAll();
    }

    synchronized void remove(String name) {
        entries.remove(name);
    }

    /** What is due. The same is due again until {@link #done} is called. */
    synchronized List<DueRun> due(Instant now) {
        List<DueRun> due = new ArrayList<>();
        entries.replaceAll((_, entry) -> entry.at(now));
        for (var entry : entries.values()) {
            if (entry.next != null && !entry.next.at().isAfter(now)) {
                var moment = last(entry.schedule, entry.next, now);
                boolean missed = moment.at().plus(PUNCTUAL).isBefore(now);
                boolean run = !entry.schedule.isPaused()
                        && (!missed || entry.schedule.text().missed() == MissedRuns.RUN);
                due.add(new DueRun(entry.schedule, moment, run, missed));
            }
        }
        return due;
    }

    private static Moment last(Schedule schedule, Moment first, Instant now) {
        var last = first;
        var from = now.minus(LONGEST_DELAY);
        var next = schedule.next(first.due().isBefore(from) ? from : first.due());
        while (next.isPresent() && !next.get().at().isAfter(now)) {
            last = next.get();
            next = schedule.next(last.due());
        }
        return last;
    }

    /** A run is handed on or passed over. Nothing happens if the schedule was replaced or removed meanwhile. */
    synchronized void done(DueRun run) {
        var name = run.schedule.name();
        var entry = entries.get(name);
        if (entry != null && entry.schedule.equals(run.schedule)) {
            entries.put(name, Entry.of(entry.schedule, run.moment.due()));
        }
    }

    /** When the schedule runs next; empty if it is not known, is paused, or never runs again. */
    synchronized Optional<Instant> nextRun(String name, Instant now) {
        return Optional.ofNullable(entries.get(name))
                .filter(entry -> !entry.schedule.isPaused())
                .flatMap(entry -> Optional.ofNullable(entry.at(now).next))
                .map(Moment::at);
    }

    /**
     * Waits until something is due or a schedule was put, at most for a time: the wall clock may be set meanwhile.
     *
     * @param dueAgain whether what is due now is waited for too, because it cannot be done at the moment
     */
    synchronized void await(Instant now, Duration most, boolean dueAgain) throws InterruptedException {
        long millis = entries.values().stream()
                .filter(entry ->
                        entry.next != null && !(dueAgain && !entry.next.at().isAfter(now)))
                .mapToLong(entry -> Duration.between(now, entry.next.at()).toMillis() + 1)
                .reduce(most.toMillis(), Math::min);
        if (millis > 0) {
            wait(millis);
        }
    }
}
