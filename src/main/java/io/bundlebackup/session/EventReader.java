package io.bundlebackup.session;

import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.store.EventText;
import java.time.Duration;
import java.util.List;

/**
 * One reader of a log. Nothing is queued for a reader: each reads the log at its own speed, and a slow reader delays no other reader. Used
 * by one thread; {@link #close} may come from any.
 */
public abstract sealed class EventReader implements AutoCloseable permits EventStream, CallerStream, RunStream {
    final ReaderTurns turns;
    private long lookedAt;
    private boolean looked;
    private boolean closed;

    EventReader(ReaderTurns turns) {
        this.turns = turns;
        turns.begin();
    }

    /** The next messages, at least one unless the time is over or the log is {@link #over}; they count as read. */
    public final List<? extends EventText> next(int limit, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            if (looked) {
                turns.rest(System.nanoTime() - lookedAt);
            }
            looked = true;
            var messages = read(limit);
            lookedAt = System.nanoTime();
            var left = Duration.ofNanos(deadline - lookedAt);
            if (!messages.isEmpty() || left.isNegative() || over()) {
                return messages;
            }
            turns.end();
            try {
                await(left);
            } finally {
                turns.begin();
            }
            lookedAt = System.nanoTime();
        }
    }

    /** What comes next; what is passed over counts as read. */
    abstract List<? extends EventText> read(int limit) throws InterruptedException;

    /** Waits until there may be something to read. */
    abstract void await(Duration atMost) throws InterruptedException;

    /** The log has ended, and everything was read. */
    public abstract boolean over();

    /** Where the log stands, as a member of a JSON object. */
    public abstract String standing();

    /** What a client is told first, as members of a JSON object. */
    public String greeting() throws InterruptedException {
        return standing();
    }

    abstract void leave();

    @Override
    public final synchronized void close() {
        if (!closed) {
            closed = true;
            turns.end();
            leave();
        }
    }
}
