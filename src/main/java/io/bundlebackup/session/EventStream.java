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

/** One reader of a session's log. Readers at the head of the log share what one of them read ({@link EventFeed}). */
public final class EventStream extends EventReader {
    private final @Nullable Session session;
    private final SessionSnapshot found;
    private final EventLog log;
    private final Set<String> types;
    private final Sessions.Use use;
    private long position;

    EventStream(
            @Nullable Session session,
            SessionSnapshot found,
            EventLog log,
            ReaderTurns turns,
            Set<String> types,
            long position,
            Sessions.Use use) {
        super(turns);
        this.session = session;
        this.found = found;
        this.log = log;
        this.types = Set.copyOf(types);
        this.position = position;
        this.use = use;
        if (session != null) {
            session.feed().enter();
        }
    }

    /** What comes next of the types that are wanted; what is passed over counts as read. */
    @Override
    List<StoredEvent> read(int limit) throws InterruptedException {
        // Up to what is shown: rows are in the database a moment before everybody may know of them, and who has
        // read one and asks for what follows would be told that there is no such one.
        var last = lastSeq();
        while (position < last) {
            var choosy = !types.isEmpty() && last - position > EventFeed.PAGE;
            var shared = session == null || choosy ? null : shared(session, last, limit);
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
                        (after, upTo, most) -> turns.inTurn(() -> log.read(found.key(), after, upTo, Set.of(), most)));
    }

    @Override
    void await(Duration atMost) throws InterruptedException {
        if (session != null) {
            session.feed()
                    .await(() -> lastSeq() > position || !snapshot().state().live(), atMost);
        }
    }

    /** The session has ended and everything was read. */
    @Override
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
    public String standing() {
        return "\"lastSeq\":" + lastSeq();
    }

    @Override
    void leave() {
        if (session != null) {
            session.feed().leave();
        }
        use.close();
    }
}
