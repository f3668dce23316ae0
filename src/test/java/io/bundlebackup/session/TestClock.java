package io.bundlebackup.session;

import io.bundlebackup.session.run.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Time that passes when a test says so: the steady clock of sessions; a wall clock goes with it and can be set. */
public final class TestClock implements InstantSource {
    public static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
    private volatile Instant now = START;
    private volatile Duration ahead = Duration.ZERO;

    private final Map<String, Integer> broken = new ConcurrentHashMap<>();

    /** The next times that a thread with this name asks, an {@link Error} is thrown, as by any code that needs memory. */
    void breakFor(String thread, int howOften) {
        broken.put(thread, howOften);
    }

    private boolean isBroken() {
        return broken.computeIfPresent(Thread.currentThread().getName(), (name, left) -> left == 0 ? null : left - 1)
                != null;
    }

    @Override
    public Instant instant() {
        if (isBroken()) {
            throw new OutOfMemoryError("made by the test");
        }
        return now;
    }

    /** Sets the wall clock, forwards or back. */
    public void jump(Duration time) {
        ahead = ahead.plus(time);
    }

    public Clocks clocks() {
        return new Clocks(() -> instant().plus(ahead), this);
    }

    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }
}
