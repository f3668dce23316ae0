package io.bundlebackup.vault.schedule;

import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.vault.retention.RetentionPolicy;
import io.bundlebackup.vault.retention.RetentionRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A schedule that was checked. Immutable. */
public final class Schedule {
    private final ScheduleText text;
    private final CronTimes times;
    private final ZoneId zone;
    private final Duration jitter;
    private final NamePatterns bundles;

    /**
     * Two moments of one run.
     *
     * @param due what the cron expression says
     * @param at when the run begins: later, by less than the jitter and less than the time until the next run is due
     */
    public record Moment(Instant due, Instant at) {}

    /** @param text without nulls */
    private Schedule(ScheduleText text, CronTimes times, ZoneId zone, Duration jitter) {
        this.text = text;
        this.times = times;
        this.zone = zone;
        this.jitter = jitter;
        this.bundles = new NamePatterns(Objects.requireNonNull(text.bundles()));
    }

    /** @throws InvalidScheduleException if the schedule cannot be used */
    public static Schedule of(ScheduleText text) {
        var whole = ScheduleCheck.withDefaults(text);
        ScheduleCheck.check(whole);
        var zone = ScheduleCheck.zone(Objects.requireNonNull(whole.timeZone()));
        return new Schedule(whole, ScheduleCheck.times(whole.cron(), zone), zone, ScheduleCheck.jitter(whole));
    }

    /**
     * The moments after another at which a cron expression is due, without jitter.
     *
     * @throws InvalidScheduleException if the expression or the time zone cannot be used
     */
    public static List<Instant> due(String cron, String timeZone, Instant after, int count) {
        var zone = ScheduleCheck.zone(timeZone);
        var times = ScheduleCheck.times(cron, zone);
        List<Instant> due = new ArrayList<>();
        for (var next = times.next(after); next.isPresent() && due.size() < count; next = times.next(next.get())) {
            due.add(next.get());
        }
        return due;
    }

    public String name() {
        return Objects.requireNonNull(text.name());
    }

    public String vault() {
        return Objects.requireNonNull(text.vault());
    }

    /** As it was written, with the defaults of what was left out: no member is null. */
    public ScheduleText text() {
        return text;
    }

    public boolean isPaused() {
        return Objects.requireNonNull(text.paused());
    }

    /** Whether this schedule backs a bundle up. */
    public boolean includes(String bundleName) {
        return bundles.match(bundleName);
    }

    public RetentionPolicy policy() {
        return new RetentionPolicy(Objects.requireNonNullElse(text.retention(), RetentionRules.NONE), zone);
    }

    /** The first run that is due after a moment; empty if none is. The same moments come back at every call and after every restart. */
    public Optional<Moment> next(Instant after) {
        return times.next(after).map(due -> new Moment(due, due.plus(delay(due))));
    }

    /** The runs that are due after a moment. */
    public List<Moment> next(Instant after, int count) {
        List<Moment> moments = new ArrayList<>();
        for (var moment = next(after);
                moment.isPresent() && moments.size() < count;
                moment = next(moment.get().due())) {
            moments.add(moment.get());
        }
        return moments;
    }

    /** Depends on the schedule's name and the time, so that schedules with the same cron expression do not run at one moment. */
    private Duration delay(Instant due) {
        if (jitter.isZero()) {
            return Duration.ZERO;
        }
        long most = times.next(due)
                .map(next -> Duration.between(due, next))
                .filter(gap -> gap.compareTo(jitter) < 0)
                .orElse(jitter)
                .toMillis();
        return Duration.ofMillis(Math.floorMod(scatter(((long) name().hashCode() << 32) ^ due.getEpochSecond()), most));
    }

    /** The last steps of SplitMix64: neighbouring numbers become numbers far apart. */
    private static long scatter(long number) {
        long mixed = (number + 0x9e3779b97f4a7c15L);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public String toString() {
        return name();
    }
}
