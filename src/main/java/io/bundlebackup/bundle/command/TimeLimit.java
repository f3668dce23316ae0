package io.bundlebackup.bundle.command;

import java.time.Duration;

/**
 * How long a command may run.
 *
 * @param atMost from the start of the command; after that the command is ended and fails with 13500003
 * @param afterInterrupt how long the command may continue after an interrupt of its thread; usually zero: a cancel takes effect at once
 */
public record TimeLimit(Duration atMost, Duration afterInterrupt) {
    private static final Duration VERY_LONG = Duration.ofDays(365);

    /** Until an interrupt, such as that of a bundle's timer. */
    public static TimeLimit untilInterrupted() {
        return new TimeLimit(VERY_LONG, Duration.ZERO);
    }

    public static TimeLimit atMost(Duration limit) {
        return new TimeLimit(limit, Duration.ZERO);
    }

    /** Until an interrupt, and then for a grace period: for commands that must finish. */
    public static TimeLimit untilInterruptedAnd(Duration grace) {
        return new TimeLimit(VERY_LONG, grace);
    }

    /** An interrupt does not shorten the time. */
    public static TimeLimit inAnyCase(Duration limit) {
        return new TimeLimit(limit, limit);
    }
}
