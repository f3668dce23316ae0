package io.bundlebackup.fault;

import io.bundlebackup.session.run.Clocks;
import java.time.Duration;
import java.time.Instant;

/** Clocks that run, and that a test moves: the steady one forwards, the wall clock in both directions. Thread-safe. */
final class MovedClock {
    private final Instant start = Instant.now();
    private final long begun = System.nanoTime();
    private volatile Duration passed = Duration.ZERO;
    private volatile Duration wrong = Duration.ZERO;

    Clocks clocks() {
        return new Clocks(() -> steady().plus(wrong), this::steady);
    }

    Instant steady() {
        return start.plusNanos(System.nanoTime() - begun).plus(passed);
    }

    /** Lets time pass, for both clocks. */
    synchronized void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Sets the wall clock, so that it is wrong by so much. */
    void setWrong(Duration by) {
        wrong = by;
    }
}
