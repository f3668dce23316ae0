package io.bundlebackup.session.web.event;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.problem.web.QueryParameters;
import io.bundlebackup.session.EventReader;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.RunEvents;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.ViewText;
import io.bundlebackup.session.web.VaultRight;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses a handshake with a problem as long as HTTP is spoken. Nothing is opened here: a connection that breaks between handshake
 * and socket leaves nothing behind.
 *
 * <p>An unknown session, or another caller's, and an expired cursor are not refused here: browsers tell their scripts nothing about a refused
 * handshake, but they do show the number of a close.
 */
@Component
final class WebSocketHandshake implements HandshakeInterceptor {
    private static final String WANTED = Wanted.class.getName();
    private static final String VERSION = "13";

    /** Those of {@link EventApi}, and the {@code ticket} of a handshake, which {@code access} has looked at. */
    private static final Set<String> OF_SESSION = Set.of("after", "types", "limit", "wait", "ticket");

    private static final Set<String> OF_ALL = Set.of("cursor", "types", "limit", "wait", "ticket");

    private static final PathPattern PATH = PathPatternParser.defaultInstance.parse(EventApi.OF_SESSION);
    private static final PathPattern PATH_OF_RUN = PathPatternParser.defaultInstance.parse(EventApi.OF_RUN);

    /** Opens what a socket is to carry. */
    interface Opening {
        EventReader open();
    }

    /**
     * What a socket is to carry.
     *
     * @param subject whose events, for the log
     * @param scope of the handshake's caller, for the threads of the socket
     */
    record Wanted(String owner, String subject, CallerScope scope, Opening opening) {
        Wanted(String owner, String subject, Opening opening) {
            this(owner, subject, CallerScope.current(), opening);
        }
    }

    private final Sessions sessions;
    private final Events events;
    private final RunEvents runs;
    private final ViewText views;
    private final OpenStreams streams;
    private final ProblemWriter problems;

    WebSocketHandshake(
            Sessions sessions,
            Events events,
            RunEvents runs,
            ViewText views,
            OpenStreams streams,
            ProblemWriter problems) {
        this.sessions = sessions;
        this.events = events;
        this.runs = runs;
        this.views = views;
        this.streams = streams;
        this.problems = problems;
    }

    static Wanted wanted(Map<String, Object> attributes) {
        return (Wanted) Objects.requireNonNull(attributes.get(WANTED));
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes)
            throws IOException {
        var servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
        var servletResponse = ((ServletServerHttpResponse) response).getServletResponse();
        try {
            attributes.put(WANTED, accepted(servletRequest, new WebSocketHttpHeaders(request.getHeaders())));
            return true;
        } catch (ProblemException e) {
            servletResponse.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION);
            problems.write(servletRequest, servletResponse, e);
            return false;
        }
    }

    private Wanted accepted(HttpServletRequest request, WebSocketHttpHeaders headers) {
        requireHandshake(headers);
        var wanted = wanted(
                request, Objects.requireNonNull(request.getUserPrincipal()).getName());
        streams.requireRoom(wanted.owner());
        try (var stream = wanted.opening().open()) {
            return wanted;
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NO_SUCH_SESSION
                    || e.type() == ProblemType.NO_SUCH_RUN
                    || e.type() == ProblemType.CURSOR_EXPIRED) {
                return wanted;
            }
            throw e;
        }
    }

    private Wanted wanted(HttpServletRequest request, String owner) {
        var path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
        // From the path: Spring's mapping of sockets extracts no variables if there is a path before the service.
        var ofRun = PATH_OF_RUN.matchAndExtract(path);
        if (ofRun != null) {
            QueryParameters.requireKnown(request, OF_SESSION);
            var query = EventQuery.of(joined(request, "after"), joined(request, "types"), null, runs.types());
            var run = Objects.requireNonNull(ofRun.getUriVariables().get("runId"));
            return new Wanted(owner, run, () -> query.open(runs, run));
        }
        var match = PATH.matchAndExtract(path);
        if (match == null) {
            QueryParameters.requireKnown(request, OF_ALL);
            var query = CallerQuery.of(request, events, joined(request, "cursor"), joined(request, "types"));
            return new Wanted(owner, "all sessions", () -> query.open(events, views));
        }
        QueryParameters.requireKnown(request, OF_SESSION);
        var query = EventQuery.of(joined(request, "after"), joined(request, "types"));
        var session = Objects.requireNonNull(match.getUriVariables().get("sessionId"));
        var reader = VaultRight.reader(request, sessions, session);
        return new Wanted(owner, session, () -> query.open(events, reader, session));
    }

    /** What the handshake handler would refuse otherwise, with a body that is no problem. */
    private static void requireHandshake(WebSocketHttpHeaders headers) {
        var connection = headers.getConnection();
        if (!connection.contains("Upgrade") && !connection.contains("upgrade")) {
            throw malformed("A WebSocket handshake needs Connection: Upgrade.");
        }
        if (!VERSION.equals(headers.getSecWebSocketVersion())) {
            throw malformed("A WebSocket handshake needs Sec-WebSocket-Version: 13.");
        }
        if (headers.getSecWebSocketKey() == null) {
            throw malformed("A WebSocket handshake needs a Sec-WebSocket-Key.");
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, detail);
    }

    /** A parameter that is given several times is a list, as in Spring MVC. */
    private static @Nullable String joined(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        return values == null ? null : String.join(",", values);
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception exception) {}
}
