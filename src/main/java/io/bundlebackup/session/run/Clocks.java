package io.bundlebackup.session.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks of sessions. The wall clock says when something happened. The steady clock measures how long something lasts (timers,
 * idleness, rates): it never jumps, and stands still while the machine sleeps. So a wall clock that is set expires nothing. Thread-safe.
 *
 * @param wall for what is recorded and shown
 * @param steady for what lasts; its instants are compared with each other only
 */
public record Clocks(InstantSource wall, InstantSource steady) {
    /** A smaller difference is the drift of two clocks, not a jump. */
    private static final Duration JUMP = Duration.ofSeconds(1);

    /** The time of the wall clock at which the steady clock will have this time, if neither jumps nor sleeps until then. */
    Instant shown(Instant steadyTime) {
        var ahead = Duration.between(steady.instant(), wall.instant());
        return ahead.abs().compareTo(JUMP) < 0 ? steadyTime : steadyTime.plus(ahead);
    }
}
