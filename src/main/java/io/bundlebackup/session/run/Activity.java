package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts the requests and streams that use a session, and knows when the last one ended. Thread-safe. */
public final class Activity {
    private final InstantSource clock;

    @GuardedBy("this")
    private int users;

    @GuardedBy("this")
    private Instant last;

    /** @param clock the steady one: a session that sleeps with its machine is not idle */
    Activity(InstantSource clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    public synchronized void enter() {
        users++;
    }

    public synchronized void leave() {
        users--;
        touch(clock.instant());
    }

    /** The session counts as used for this time at least: for a transfer whose end is not reported. */
    public synchronized void useFor(Duration time) {
        touch(clock.instant().plus(time));
    }

    @GuardedBy("this")
    private void touch(Instant until) {
        if (until.isAfter(last)) {
            last = until;
        }
    }

    /** Since when the session is unused; now, if it is used. */
    synchronized Instant idleSince(boolean working) {
        if (users > 0 || working) {
            touch(clock.instant());
        }
        return last;
    }
}
