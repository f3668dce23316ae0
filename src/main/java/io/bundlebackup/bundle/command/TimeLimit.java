package io.bundlebackup.bundle.command;

import java.time.Duration;

/**
 * How long a command may run.
 *
 * @param atMost from its start on; then it is ended and has failed with 13500003
 * @param afterInterrupt how much longer when the thread that runs it is interrupted; nothing for most, so that a cancel counts at once
 */
public record TimeLimit(Duration atMost, Duration afterInterrupt) {
    private static final Duration VERY_LONG = Duration.ofDays(365);

    /** As long as nobody interrupts, as the timer of a bundle does. */
    public static TimeLimit untilInterrupted() {
        return new TimeLimit(VERY_LONG, Duration.ZERO);
    }

    public static TimeLimit atMost(Duration limit) {
        return new TimeLimit(limit, Duration.ZERO);
    }

    /** Until an interrupt, and then for a grace: for what has to come to its end. */
    public static TimeLimit untilInterruptedAnd(Duration grace) {
        return new TimeLimit(VERY_LONG, grace);
    }

    /** An interrupt changes nothing. */
    public static TimeLimit inAnyCase(Duration limit) {
        return new TimeLimit(limit, limit);
    }
}
