package io.bundlebackup.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through a session's log. Nothing is queued for a reader: each reads the log at its own speed, and a slow one
 * holds up nobody. Used by one thread; {@link #close} may come from any.
 */
public final class EventStream implements AutoCloseable {
    private final @Nullable Session session;
    private final SessionSnapshot found;
    private final EventLog log;
    private final Set<String> types;
    private final Sessions.Use use;
    private long position;
    private boolean closed;

    EventStream(
            @Nullable Session session,
            SessionSnapshot found,
            EventLog log,
            Set<String> types,
            long position,
            Sessions.Use use) {
        this.session = session;
        this.found = found;
        this.log = log;
        this.types = Set.copyOf(types);
        this.position = position;
        this.use = use;
    }

    /** The next events, at least one unless the time is over or {@link #over}; they count as read. */
    public List<StoredEvent> next(int limit, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var last = lastSeq();
            // Up to what is shown: rows are in the database a moment before everybody may know of them, and who has
            // read one and asks for what follows would be told that there is no such one.
            var events = last > position ? log.read(found.key(), position, last, types, limit) : List.<StoredEvent>of();
            if (!events.isEmpty()) {
                position = events.getLast().seq();
                return events;
            }
            // What was passed over is of other types.
            position = Math.max(position, last);
            var left = Duration.ofNanos(deadline - System.nanoTime());
            if (session == null || left.isNegative() || over()) {
                return List.of();
            }
            session.await(s -> s.lastSeq() > position || !s.state().live(), left);
        }
    }

    /** The session has ended and everything was read. */
    public boolean over() {
        var now = snapshot();
        return !now.state().live() && position >= now.lastSeq();
    }

    /** The number of the last event read, or passed over. */
    public long position() {
        return position;
    }

    /** The newest event of the log. */
    public long lastSeq() {
        return snapshot().lastSeq();
    }

    private SessionSnapshot snapshot() {
        return session == null ? found : session.snapshot();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            use.close();
        }
    }
}
