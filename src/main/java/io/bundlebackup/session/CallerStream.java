package io.bundlebackup.session;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.run.CallerFeeds;
import io.bundlebackup.session.run.EventFeed;
import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.store.CallerLog;
import io.bundlebackup.session.store.EventText;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One reader of the events of all sessions of a caller, and of the views of sessions, bundles, and what belongs to no caller. Events come in the order of the commits. Views
 * come in rounds, at most one a second: a round sends the present view of everything that changed since the last round. Readers
 * at the head of the log share the events that one of them read ({@link EventFeed}).
 */
public final class CallerStream extends EventReader {
    private static final int MOST_COUNTED = 10_000;
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    /** What readers share. */
    record Tools(Sessions sessions, CallerLog log, CallerFeeds feeds, ReaderTurns turns, InstantSource clock) {}

    private record Message(String id, String type, String json) implements EventText {}

    private final String owner;
    private final Tools tools;
    private final ViewText text;
    private final CallerFeeds.Feed feed;
    private final String directory;
    private final Set<String> types;
    private final Set<String> views;
    /** Where the wanted views that belong to no caller come from, by type. */
    private final Map<String, SharedViews> shared;
    /** Those of the caller, who may read in other threads than the one that opened the stream. */
    private final CallerScope scope = CallerScope.current();

    private final boolean wantsEvents;
    private long eventsRead;
    private long viewsRead;
    private long roundEnds;
    private long nextRound = System.nanoTime();

    /**
     * @param others where the views that belong to no caller come from, by type; empty if the caller may not see them
     * @param types wire names of the types to see, all if empty
     * @throws ProblemException {@code cursor-expired} if events after the cursor were forgotten
     */
    CallerStream(
            String owner,
            Tools tools,
            ViewText text,
            Map<String, SharedViews> others,
            Set<String> types,
            CallerCursor from) {
        super(tools.turns);
        this.owner = owner;
        this.tools = tools;
        this.text = text;
        this.directory = from.directory();
        this.shared = others.entrySet().stream()
                .filter(source -> types.isEmpty() || types.contains(source.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.views = Stream.concat(Stream.of(CallerLog.SESSION, CallerLog.BUNDLE), others.keySet().stream())
                .filter(type -> types.isEmpty() || types.contains(type))
                .collect(Collectors.toUnmodifiableSet());
        this.types = types.stream().filter(type -> !views.contains(type)).collect(Collectors.toUnmodifiableSet());
        this.wantsEvents = types.isEmpty() || !this.types.isEmpty();
        this.eventsRead = from.events();
        this.viewsRead = from.views();
        requireKept();
        this.feed = tools.feeds.enter(owner);
    }

    private void requireKept() {
        if (Math.min(eventsRead, viewsRead) < tools.log.forgotten(owner)
                || (!shared.isEmpty() && viewsRead < tools.log.forgotten())) {
            throw CallerCursor.expired();
        }
    }

    @Override
    List<? extends EventText> read(int limit) throws InterruptedException {
        while (true) {
            var round = viewsAreDue();
            var messages = round ? readViews(limit) : readEvents(limit);
            if (!messages.isEmpty() || (!round && !viewsAreDue())) {
                return messages;
            }
        }
    }

    private boolean viewsAreDue() {
        return viewsRead < eventsRead && System.nanoTime() - nextRound >= 0;
    }

    private List<Message> readEvents(int limit) throws InterruptedException {
        var last = tools.feeds.shown();
        while (wantsEvents && eventsRead < last) {
            var choosy = !types.isEmpty() && last - eventsRead > EventFeed.PAGE;
            var shared = choosy ? null : feed.events().after(eventsRead, last, limit, this::readShared);
            if (shared == null) {
                var page = turns.inTurn(() -> tools.log.read(owner, eventsRead, last, types, limit));
                requireKept();
                return passed(page, page.size() < limit ? last : page.getLast().seq());
            }
            var wanted = types.isEmpty()
                    ? shared
                    : shared.stream().filter(e -> types.contains(e.type())).toList();
            var reached = shared.isEmpty() ? last : shared.getLast().seq();
            if (!wanted.isEmpty()) {
                return passed(wanted, reached);
            }
            pass(reached);
        }
        pass(Math.max(last, eventsRead));
        return List.of();
    }

    private List<StoredEvent> readShared(long after, long last, int limit) throws InterruptedException {
        return turns.inTurn(() -> tools.log.read(owner, after, last, Set.of(), limit));
    }

    private List<Message> passed(List<StoredEvent> events, long reached) {
        var messages = events.stream().map(this::message).toList();
        pass(reached);
        return messages;
    }

    private void pass(long position) {
        eventsRead = position;
        if (views.isEmpty()) {
            viewsRead = position;
        }
    }

    private Message message(StoredEvent event) {
        var cursor = CallerCursor.text(directory, event.seq(), views.isEmpty() ? event.seq() : viewsRead);
        var json = event.json();
        return new Message(
                cursor, event.type(), json.substring(0, json.length() - 1) + ",\"cursor\":\"" + cursor + "\"}");
    }

    /** A page of the present round. The first page may also have what changed after the begin of the round: what changes all the time is there too. */
    private List<Message> readViews(int limit) throws InterruptedException {
        var begins = roundEnds <= viewsRead;
        if (begins) {
            roundEnds = tools.feeds.shown();
        }
        var last = begins ? Long.MAX_VALUE : roundEnds;
        var changes = turns.inTurn(() -> tools.log.changes(owner, shared.keySet(), viewsRead, last, limit));
        requireKept();
        if (!changes.isEmpty()) {
            awaitShown(changes.getLast().position());
        }
        var full = changes.size() == limit;
        var messages = new ArrayList<Message>();
        for (var change : changes) {
            viewsRead = change.position();
            var message = views.contains(change.type()) ? view(change) : null;
            if (message != null) {
                messages.add(message);
            }
        }
        if (!full) {
            viewsRead = Math.max(viewsRead, roundEnds);
        }
        if (viewsRead >= roundEnds) {
            nextRound = System.nanoTime() + BETWEEN_ROUNDS.toNanos();
        }
        return messages;
    }

    /** Rows are in the database a moment before the sessions show what is in them. */
    private void awaitShown(long position) throws InterruptedException {
        feed.events().await(() -> tools.feeds.shown() >= position, BETWEEN_ROUNDS);
    }

    /** The present view of what changed; absent if it has been forgotten. */
    private @Nullable Message view(CallerLog.Change change) {
        var source = shared.get(change.type());
        var members =
                source == null ? members(change) : scope.call(() -> source.members(change.type(), change.subject()));
        if (members == null) {
            return null;
        }
        var begin = "{\"type\":\"" + change.type() + "\",\"time\":\""
                + tools.clock.instant().truncatedTo(ChronoUnit.MILLIS) + "\",\"cursor\":\"" + cursor() + "\",";
        return new Message(cursor(), change.type(), begin + members + "}");
    }

    private @Nullable String members(CallerLog.Change change) {
        try {
            var session = tools.sessions.get(owner, change.subject());
            var subject = "\"sessionId\":\"" + session.id() + "\",";
            var name = change.bundleName();
            return name == null
                    ? subject + "\"data\":" + text.session(session)
                    : subject + "\"bundleName\":\"" + name + "\",\"data\":"
                            + text.bundle(session, session.requireBundle(name));
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NO_SUCH_SESSION) {
                return null;
            }
            throw e;
        }
    }

    @Override
    void await(Duration atMost) throws InterruptedException {
        var untilRound = Duration.ofNanos(Math.max(0, nextRound - System.nanoTime()));
        var wait = viewsRead < eventsRead && untilRound.compareTo(atMost) < 0 ? untilRound : atMost;
        feed.await(eventsRead, this::viewsAreDue, wait);
    }

    /** Where the reader stands. */
    public String cursor() {
        return CallerCursor.text(directory, eventsRead, viewsRead);
    }

    @Override
    public boolean over() {
        return false;
    }

    @Override
    public String standing() {
        return "\"cursor\":\"" + cursor() + "\"";
    }

    /** Where the reader stands, and how many events are to come at once, so that a person sees how far catching up has come. */
    @Override
    public String greeting() throws InterruptedException {
        int behind = wantsEvents
                ? turns.inTurn(() -> tools.log.count(owner, eventsRead, tools.feeds.shown(), types, MOST_COUNTED))
                : 0;
        return standing() + ",\"behind\":" + behind;
    }

    @Override
    void leave() {
        feed.leave();
    }
}
