package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.web.AcceptHeader;
import io.bundlebackup.session.EventReader;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.RunEvents;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.ViewText;
import io.bundlebackup.session.store.EventText;
import io.bundlebackup.session.web.VaultRight;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/**
 * Pages and server-sent events. Both wait on the request's own thread, which is a virtual one: nothing is dispatched, so no
 * asynchronous time-out applies, and blocking in a write is all the back-pressure there has to be.
 */
@RestController
class EventController implements EventApi {
    private static final Logger log = LoggerFactory.getLogger(EventController.class);

    private final Sessions sessions;
    private final Events events;
    private final RunEvents runs;
    private final ViewText views;
    private final OpenStreams streams;
    private final StreamLimits limits;

    EventController(
            Sessions sessions,
            Events events,
            RunEvents runs,
            ViewText views,
            OpenStreams streams,
            StreamLimits limits) {
        this.sessions = sessions;
        this.events = events;
        this.runs = runs;
        this.views = views;
        this.streams = streams;
        this.limits = limits;
    }

    /** How a form opens what it reads. */
    private interface Opening<R extends EventReader> {
        R open();
    }

    @Override
    public @Nullable ResponseEntity<EventPageView> events(
            Principal caller,
            String sessionId,
            @Nullable String after,
            @Nullable String types,
            int limit,
            int wait,
            @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var owner = caller.getName();
        var reader = VaultRight.reader(request, sessions, sessionId);
        if (wantsStream(request)) {
            var query = EventQuery.of(after, types, lastEventId);
            stream(owner, sessionId, () -> query.open(events, reader, sessionId), request, response);
            return null;
        }
        var query = EventQuery.of(after, types);
        return page(
                owner,
                () -> query.open(events, reader, sessionId),
                limit,
                wait,
                (found, log) -> EventPageView.of(found, log.position(), log.lastSeq(), log.over()));
    }

    @Override
    public @Nullable ResponseEntity<CallerEventPageView> callerEvents(
            Principal caller,
            @Nullable String cursor,
            @Nullable String types,
            int limit,
            int wait,
            @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var owner = caller.getName();
        if (wantsStream(request)) {
            var query = CallerQuery.of(request, events, cursor, types, lastEventId);
            stream(owner, "all sessions", () -> query.open(events, views), request, response);
            return null;
        }
        var query = CallerQuery.of(request, events, cursor, types);
        return page(
                owner,
                () -> query.open(events, views),
                limit,
                wait,
                (found, log) -> CallerEventPageView.of(found, log.cursor()));
    }

    @Override
    public @Nullable ResponseEntity<RunEventPageView> runEvents(
            Principal caller,
            String runId,
            @Nullable String after,
            @Nullable String types,
            int limit,
            int wait,
            @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var owner = caller.getName();
        if (wantsStream(request)) {
            var query = EventQuery.of(after, types, lastEventId, runs.types());
            stream(owner, runId, () -> query.open(runs, runId), request, response);
            return null;
        }
        var query = EventQuery.of(after, types, null, runs.types());
        return page(
                owner,
                () -> query.open(runs, runId),
                limit,
                wait,
                (found, log) -> RunEventPageView.of(found, log.position(), log.lastSeq(), log.over()));
    }

    private static boolean wantsStream(HttpServletRequest request) {
        var accept = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
        return AcceptHeader.prefers(accept, MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON);
    }

    private <R extends EventReader, V> ResponseEntity<V> page(
            String owner, Opening<R> opening, int limit, int wait, BiFunction<List<? extends EventText>, R, V> view) {
        try (var ticket = streams.enter(owner);
                var log = opening.open()) {
            var found = full(ticket, log, limit, ticket.next(log, limit, Duration.ofSeconds(wait)));
            // Whatever is accepted: this is the form for all who asked for none of the others.
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(view.apply(found, log));
        }
    }

    /** A page as long as it can be: readers of one log share what they read, in pieces of their own sizes. */
    private static List<? extends EventText> full(
            StreamTicket ticket, EventReader log, int limit, List<? extends EventText> first) {
        var page = new ArrayList<EventText>(first);
        for (var more = first; !more.isEmpty() && page.size() < limit; ) {
            more = ticket.next(log, limit - page.size(), Duration.ZERO);
            page.addAll(more);
        }
        return page;
    }

    /** Returns when the stream has ended: the caller's thread is the stream's. */
    private void stream(
            String owner, String subject, Opening<?> opening, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (var ticket = streams.enter(owner);
                var events = opening.open()) {
            var loop = new StreamLoop(ticket, events, new SseStream(response.getOutputStream(), limits.stay()), limits);
            var first = loop.first();
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            if (first.isEmpty() && events.over()) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            // Proxies of nginx's kind would hold events back until a buffer is full.
            response.setHeader("X-Accel-Buffering", "no");
            response.flushBuffer();
            // A HEAD is routed like a GET; it would stream into nothing, for ever.
            if (!request.getMethod().equals("HEAD")) {
                log.debug("The stream of {} ended: {}", subject, loop.run(first));
            }
        }
    }
}
