package io.bundlebackup.session.run;

import java.time.Instant;

/** Who uses a session: requests and streams under way, and when the last one ended. Thread-safe. */
public final class Activity {
    private int users;
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

    /** It counts as used until then, at least: a transfer whose end nobody reports, or a moment of work. */
    public synchronized void touch(Instant until) {
        if (until.isAfter(last)) {
            last = until;
        }
    }

    /** Since when nobody uses it; now, if somebody does. */
    synchronized Instant idleSince(Instant now, boolean working) {
        if (users > 0 || working) {
            touch(now);
        }
        return last;
    }
}
