package io.bundlebackup.session.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The send rate of one bundle: announcements evenly spaced, never in bursts. Lateness up to 100 ms is made up, so a machine's hiccup
 * does not lower the rate; but even then half the spacing lies between two announcements. After a longer pause the spacing begins anew.
 * The caller passes the time, as a nanosecond counter. Used by one thread.
 */
public final class Pace {
    public static final int DEFAULT = 60;
    public static final int MOST = 800;
    private static final long MAKE_UP = Duration.ofMillis(100).toNanos();

    /** When the last announcement was due, and when it was made. */
    private record Last(long due, long made) {}

    private @Nullable Last last;

    /** How long to wait before the next announcement at this rate; zero: none. At a rate of 0 the wait does not end. */
    Duration delay(int rate, long now) {
        if (rate <= 0) {
            return Duration.ofSeconds(Long.MAX_VALUE >> 1);
        }
        if (last == null) {
            return Duration.ZERO;
        }
        var even = last.due + interval(rate) - now;
        var apart = last.made + interval(rate) / 2 - now;
        return Duration.ofNanos(Math.max(0, Math.max(even, apart)));
    }

    /** Records an announcement at this rate. Lateness is made up for, unless the bundle was idle. */
    void announced(int rate, long now) {
        var due = last == null ? now : last.due + interval(rate);
        last = new Last(now - due > MAKE_UP ? now : Math.min(due, now), now);
    }

    private static long interval(int rate) {
        return 1_000_000_000L / rate;
    }
}
