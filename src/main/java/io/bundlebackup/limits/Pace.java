package io.bundlebackup.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A steady pace of units, such as bytes or requests, for all threads that share it: units that come faster than the pace have to wait, or
 * are refused. What was not used is saved for {@link #SAVED} at most. Thread-safe.
 */
public final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** For how long unused units are saved. */
    static final long SAVED = SECOND;

    private final LongSupplier nanos;
    /** When the units that were taken so far are paid for, by the steady clock. */
    private long paid;

    /** @param nanos a clock that never jumps */
    public Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.paid = nanos.getAsLong() - SAVED;
    }

    /**
     * Takes units in any case.
     *
     * @param perSecond the pace, which may be another each time
     * @return for how many nanoseconds the taker has to wait before it goes on; 0 or less if it need not wait
     */
    public synchronized long take(long units, long perSecond) {
        long now = nanos.getAsLong();
        paid = Math.max(paid, now - SAVED) + cost(units, perSecond);
        return paid - now;
    }

    /**
     * Takes units if they come no faster than the pace.
     *
     * @return 0, or after how many nanoseconds the units can be taken
     */
    public synchronized long tryTake(long units, long perSecond) {
        long now = nanos.getAsLong();
        long after = Math.max(paid, now - SAVED) + cost(units, perSecond);
        if (after - now > SECOND) {
            return after - now - SECOND;
        }
        paid = after;
        return 0;
    }

    private static long cost(long units, long perSecond) {
        return Math.max(1, (long) ((double) units / perSecond * SECOND));
    }
}
