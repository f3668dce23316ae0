package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.run.CallerFeeds;
import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.store.CallerLog;
import io.bundlebackup.session.store.EventLog;
import io.bundlebackup.session.store.EventText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The logs of one session and of all sessions of a caller, as pages and as streams; every reader reads the same committed rows. Thread-safe. */
public final class Events {
    private final Sessions sessions;
    private final EventLog log;
    private final ReaderTurns turns = new ReaderTurns();
    private final CallerStream.Tools ofCallers;
    private final Supplier<List<SharedViews>> shared;

    /** @param shared asked for at each reader, because vaults need the sessions */
    public Events(
            Sessions sessions,
            EventLog log,
            CallerLog callers,
            CallerFeeds feeds,
            Supplier<List<SharedViews>> shared,
            InstantSource clock) {
        this.sessions = sessions;
        this.log = log;
        this.shared = shared;
        this.ofCallers = new CallerStream.Tools(sessions, callers, feeds, turns, clock);
    }

    /** Where a reader begins: after an event it has, or with what comes. */
    public sealed interface From {
        record After(long seq) implements From {}

        record Now() implements From {}
    }

    /**
     * @param next what to pass as {@code after} next
     * @param lastSeq the newest event of the log
     */
    public record Page(List<? extends EventText> events, long next, long lastSeq) {}

    /**
     * One page; waits for its first event if there is none yet.
     *
     * @param types wire names of the types to see, all if empty
     * @throws ProblemException {@code invalid-argument} if {@code from} lies beyond the log
     */
    public Page page(String owner, String sessionId, From from, Set<String> types, int limit, Duration wait)
            throws InterruptedException {
        try (var stream = stream(owner, sessionId, from, types)) {
            var events = stream.next(limit, wait);
            return new Page(events, stream.position(), stream.lastSeq());
        }
    }

    /** Opens the log for reading on and on. While the stream is open the session is in use. */
    public EventStream stream(String owner, String sessionId, From from, Set<String> types) {
        var found = sessions.find(owner, sessionId);
        var snapshot = found.snapshot();
        var position = switch (from) {
            case From.Now() -> snapshot.lastSeq();
            case From.After(var seq) -> {
                if (seq > snapshot.lastSeq()) {
                    throw new ProblemException(
                            ProblemType.INVALID_ARGUMENT,
                            "The newest event is " + snapshot.lastSeq() + "; after=" + seq + " is larger.");
                }
                yield seq;
            }
        };
        return new EventStream(found.live(), snapshot, log, turns, types, position, sessions.use(sessionId));
    }

    /** The end of the log of all sessions: what is seen afterwards, and the log from here on, have no gap between them. */
    public CallerCursor now() {
        var shown = ofCallers.feeds().shown();
        return new CallerCursor(ofCallers.log().end().directory(), shown, shown);
    }

    /** The types of messages with views that belong to no caller. */
    public Set<String> sharedTypes() {
        return sharedByType().keySet();
    }

    private Map<String, SharedViews> sharedByType() {
        var byType = new HashMap<String, SharedViews>();
        shared.get().forEach(views -> views.types().forEach(type -> byType.put(type, views)));
        return byType;
    }

    /**
     * Opens the log of all sessions of a caller. No session is in use because of it.
     *
     * @param from where to begin; what comes from now on, if absent
     * @param types wire names of the types to see, all if empty
     * @param text of the views of sessions and bundles
     * @param all whether the caller may see views that belong to no caller
     * @throws ProblemException {@code cursor-expired} if {@code from} lies before what is kept, or belongs to another data directory
     */
    public CallerStream streamOfAll(
            String owner, @Nullable CallerCursor from, Set<String> types, ViewText text, boolean all) {
        var now = now();
        if (from != null && (!from.directory().equals(now.directory()) || from.newest() > now.events())) {
            throw CallerCursor.expired();
        }
        return new CallerStream(
                owner, ofCallers, text, all ? sharedByType() : Map.of(), types, from == null ? now : from);
    }
}
