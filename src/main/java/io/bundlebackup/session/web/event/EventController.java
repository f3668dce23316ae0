package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.web.AcceptHeader;
import io.bundlebackup.session.Events;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
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

    private final Events events;
    private final OpenStreams streams;
    private final StreamLimits limits;

    EventController(Events events, OpenStreams streams, StreamLimits limits) {
        this.events = events;
        this.streams = streams;
        this.limits = limits;
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
        var accept = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
        if (AcceptHeader.prefers(accept, MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON)) {
            stream(caller, sessionId, EventQuery.of(after, types, lastEventId), request, response);
            return null;
        }
        return page(caller, sessionId, EventQuery.of(after, types), limit, Duration.ofSeconds(wait));
    }

    private ResponseEntity<EventPageView> page(
            Principal caller, String sessionId, EventQuery query, int limit, Duration wait) {
        try (var ticket = streams.enter(caller.getName());
                var session = query.open(events, caller.getName(), sessionId)) {
            var found = ticket.next(session, limit, wait);
            // Whatever is accepted: this is the form for all who asked for none of the others.
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(EventPageView.of(found, session.position(), session.lastSeq(), session.over()));
        }
    }

    /** Returns when the stream has ended: the caller's thread is the stream's. */
    private void stream(
            Principal caller,
            String sessionId,
            EventQuery query,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try (var ticket = streams.enter(caller.getName());
                var session = query.open(events, caller.getName(), sessionId)) {
            var loop =
                    new StreamLoop(ticket, session, new SseStream(response.getOutputStream(), limits.stay()), limits);
            var first = loop.first();
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            if (first.isEmpty() && session.over()) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            // Proxies of nginx's kind would hold events back until a buffer is full.
            response.setHeader("X-Accel-Buffering", "no");
            response.flushBuffer();
            // A HEAD is routed like a GET; it would stream into nothing, for ever.
            if (!request.getMethod().equals("HEAD")) {
                log.debug("The stream of {} ended: {}", sessionId, loop.run(first));
            }
        }
    }
}
