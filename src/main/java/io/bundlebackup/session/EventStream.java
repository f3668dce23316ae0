package io.bundlebackup.session;

import io.bundlebackup.session.run.EventFeed;
import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.run.Session;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.store.EventLog;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a session's log. Nothing is queued for a reader: each reads the log at its own speed, and a slow reader
 * delays no other reader. Readers at the head of the log share what one of them read ({@link EventFeed}). Used by one thread;
 * {@link #close} may come from any.
 */
public final class EventStream implements AutoCloseable {
    private final @Nullable Session session;
    private final SessionSnapshot found;
    private final EventLog log;
    private final ReaderTurns turns;
    private final Set<String> types;
    private final Sessions.Use use;
    private long position;
    private long lookedAt;
    private boolean looked;
    private boolean closed;

    EventStream(
            @Nullable Session session,
            SessionSnapshot found,
            EventLog log,
            ReaderTurns turns,
            Set<String> types,
            long position,
            Sessions.Use use) {
        this.session = session;
        this.found = found;
        this.log = log;
        this.turns = turns;
        this.types = Set.copyOf(types);
        this.position = position;
        this.use = use;
        if (session != null) {
            session.feed().enter();
        }
        turns.begin();
    }

    /** The next events, at least one unless the time is over or the log is {@link #over}; they count as read. */
    public List<StoredEvent> next(int limit, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            if (looked) {
                turns.rest(System.nanoTime() - lookedAt);
            }
            looked = true;
            var events = read(limit);
            lookedAt = System.nanoTime();
            if (!events.isEmpty()) {
                return events;
            }
            var left = Duration.ofNanos(deadline - lookedAt);
            if (session == null || left.isNegative() || over()) {
                return List.of();
            }
            await(session, left);
        }
    }

    /** What comes next of the types that are wanted; what is passed over counts as read. */
    private List<StoredEvent> read(int limit) throws InterruptedException {
        // Up to what is shown: rows are in the database a moment before everybody may know of them, and who has
        // read one and asks for what follows would be told that there is no such one.
        var last = lastSeq();
        while (position < last) {
            var shared = session == null ? null : shared(session, last, limit);
            if (shared == null || shared.isEmpty()) {
                var page = turns.inTurn(() -> log.read(found.key(), position, last, types, limit));
                position = page.isEmpty() ? last : page.getLast().seq();
                return page;
            }
            position = shared.getLast().seq();
            var wanted = types.isEmpty()
                    ? shared
                    : shared.stream().filter(e -> types.contains(e.type())).toList();
            if (!wanted.isEmpty()) {
                return wanted;
            }
        }
        return List.of();
    }

    private @Nullable List<StoredEvent> shared(Session live, long last, int limit) throws InterruptedException {
        return live.feed()
                .after(
                        position,
                        last,
                        limit,
                        (after, most) -> turns.inTurn(() -> log.read(found.key(), after, last, Set.of(), most)));
    }

    private void await(Session live, Duration atMost) throws InterruptedException {
        turns.end();
        try {
            live.feed().await(() -> lastSeq() > position || !snapshot().state().live(), atMost);
        } finally {
            turns.begin();
        }
        lookedAt = System.nanoTime();
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
            turns.end();
            if (session != null) {
                session.feed().leave();
            }
            use.close();
        }
    }
}
