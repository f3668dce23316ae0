package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;

/** Counts the requests and streams that use a session, and knows when the last one ended. Thread-safe. */
public final class Activity {
    @GuardedBy("this")
    private int users;

    @GuardedBy("this")
    private Instant last;

    Activity(Instant created) {
        this.last = created;
    }

    public synchronized void enter() {
        users++;
    }

    public synchronized void leave(Instant now) {
        users--;
        touch(now);
    }

    /** The session counts as used at least until then: for a transfer whose end is not reported, or for work. */
    public synchronized void touch(Instant until) {
        if (until.isAfter(last)) {
            last = until;
        }
    }

    /** Since when the session is unused; now, if it is used. */
    synchronized Instant idleSince(Instant now, boolean working) {
        if (users > 0 || working) {
            touch(now);
        }
        return last;
    }
}
