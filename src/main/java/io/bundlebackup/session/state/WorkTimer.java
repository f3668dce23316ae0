package io.bundlebackup.session.state;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The timer of one bundle. The default timer counts the service's own work only and is paused while the bundle
 * waits; an explicit timer is a plain duration from the moment it was set. All its times are those of the steady clock
 * ({@code Clocks}): a wall clock that is set expires no timer.
 *
 * @param limit how long
 * @param explicit set by the client; never paused
 * @param used what earlier stretches of work used of the limit
 * @param since when the present stretch (default) or the whole (explicit) began; null while the timer is paused
 */
public record WorkTimer(
        Duration limit,
        boolean explicit,
        Duration used,
        @Nullable Instant since) {
    /** Four hours, as in OpenHarmony. */
    public static final int LONGEST_MILLIS = 14_400_000;

    private static final Duration DEFAULT_LEAST = Duration.ofMinutes(15);
    private static final Duration DEFAULT_BASE = Duration.ofSeconds(30);
    private static final long STEP_BYTES = 3L << 20;
    private static final long STEP_SECONDS = 3;

    /** The default for a bundle of so many bytes: max(15 min, 30 s + 3 s for every 3 MiB). Standing still. */
    public static WorkTimer byDefault(long bytes) {
        var bySize = DEFAULT_BASE.plusSeconds(bytes / STEP_BYTES * STEP_SECONDS);
        return new WorkTimer(bySize.compareTo(DEFAULT_LEAST) > 0 ? bySize : DEFAULT_LEAST, false, Duration.ZERO, null);
    }

    /** A timer that a client asked for; {@code since} is absent until the bundle begins. */
    public static WorkTimer explicit(Duration limit, @Nullable Instant since) {
        return new WorkTimer(limit, true, Duration.ZERO, since);
    }

    /** A size became known: a default timer gets the limit for it, if it had a lower one; whatever it used so far stays used. */
    WorkTimer resized(long bytes) {
        var bySize = byDefault(bytes).limit;
        return explicit || bySize.compareTo(limit) <= 0 ? this : new WorkTimer(bySize, false, used, since);
    }

    WorkTimer begun(Instant now) {
        return explicit ? new WorkTimer(limit, true, used, now) : this;
    }

    /** What was used so far does not count: the work had made progress that could not be measured. */
    WorkTimer restarted(Instant now) {
        return explicit ? this : new WorkTimer(limit, false, Duration.ZERO, since == null ? null : now);
    }

    /** As {@link #deadline}, of work whose last sign of progress was at this time; an explicit timer knows no such signs. */
    public @Nullable Instant deadlineAfter(Instant lastSign) {
        var deadline = deadline();
        return deadline == null || explicit || lastSign.plus(limit).isBefore(deadline)
                ? deadline
                : lastSign.plus(limit);
    }

    /** The service works on the bundle, or stops doing so. */
    WorkTimer working(boolean working, Instant now) {
        if (explicit || working == (since != null)) {
            return this;
        }
        return working
                ? new WorkTimer(limit, false, used, now)
                : new WorkTimer(limit, false, used.plus(Duration.between(since, now)), null);
    }

    /** The service was down for an unknown time, so the present stretch does not count. */
    WorkTimer paused() {
        return explicit ? this : new WorkTimer(limit, false, used, null);
    }

    WorkTimer stopped() {
        return new WorkTimer(limit, explicit, used, null);
    }

    /** When it expires if nothing changes; null while it is paused. */
    public @Nullable Instant deadline() {
        return since == null ? null : since.plus(limit).minus(used);
    }
}
