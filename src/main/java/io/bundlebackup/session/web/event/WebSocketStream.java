package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.EventReader;
import io.bundlebackup.session.store.EventText;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * One socket with events. A virtual thread of its own writes everything that goes out, one frame after the other, blocking; {@link
 * #received} and {@link #stop} are called by the container's threads.
 *
 * <p>A reader that takes too long for a frame is closed with 4008 once the frame is through. If it never is, the container gives
 * the write up after {@link StreamLimits#cut} and cuts the connection without a code: a socket that takes nothing takes no close frame.
 */
final class WebSocketStream implements StreamSink, Runnable {
    static final int LONGEST_MESSAGE = 64 * 1024;

    private static final CloseStatus RESTART =
            new CloseStatus(1012, "The service is stopping; reconnect after the last event.");
    private static final CloseStatus TRY_LATER = new CloseStatus(1013, "No room for another reader.");
    private static final CloseStatus ACCESS_LOST =
            new CloseStatus(4401, "The token is not valid any more; sign in again.");
    private static final CloseStatus NO_SUCH_SESSION = new CloseStatus(4004, "There is no such session or run.");
    private static final CloseStatus TOO_SLOW =
            new CloseStatus(4008, "Read too slowly; reconnect after the last event.");
    private static final CloseStatus CURSOR_EXPIRED =
            new CloseStatus(4010, "The cursor has expired; list the sessions anew.");
    private static final CloseStatus ENDED = new CloseStatus(1000, "The session has ended.");
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final Logger log = LoggerFactory.getLogger(WebSocketStream.class);

    private final WebSocketSession socket;
    private final RemoteEndpoint.Basic remote;
    private final WebSocketHandshake.Wanted wanted;
    private final StreamTicket ticket;
    private final StreamLimits limits;
    private final InstantSource clock;
    private volatile long heard = System.nanoTime();
    private int received;

    WebSocketStream(
            WebSocketSession socket,
            WebSocketHandshake.Wanted wanted,
            StreamTicket ticket,
            StreamLimits limits,
            InstantSource clock) {
        var session = Objects.requireNonNull(((NativeWebSocketSession) socket).getNativeSession(Session.class));
        session.getUserProperties().put(SEND_TIMEOUT, limits.cut().toMillis());
        this.socket = socket;
        this.remote = session.getBasicRemote();
        this.wanted = wanted;
        this.ticket = ticket;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void run() {
        try (ticket) {
            var status = CloseStatus.SERVER_ERROR;
            try {
                status = wanted.scope().call(this::carry);
            } finally {
                // Does nothing if the client or the container was first.
                socket.close(status);
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("The reader of {} is gone", wanted.subject(), e);
        }
    }

    /** Sends everything there is to send; says how to close. */
    private CloseStatus carry() throws IOException {
        try (var events = wanted.opening().open()) {
            hello(events);
            var end = new StreamLoop(ticket, events, this, limits).run(List.of());
            return switch (end) {
                case FINISHED -> ENDED;
                case SLOW -> TOO_SLOW;
                case STOPPED -> ticket.isLost() ? ACCESS_LOST : RESTART;
            };
        } catch (ProblemException e) {
            return status(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RESTART;
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            log.error("The events of {} cannot be read.", wanted.subject(), e);
            return CloseStatus.SERVER_ERROR;
        }
    }

    /** How a socket is closed where another request would get a problem. */
    static CloseStatus status(ProblemException e) {
        return switch (e.type()) {
            case NO_SUCH_SESSION, NO_SUCH_RUN -> NO_SUCH_SESSION;
            case CURSOR_EXPIRED -> CURSOR_EXPIRED;
            case NOT_AVAILABLE -> RESTART;
            case TOO_MANY_REQUESTS -> TRY_LATER;
            case INVALID_ARGUMENT, INVALID_REQUEST -> CloseStatus.POLICY_VIOLATION;
            default -> CloseStatus.SERVER_ERROR;
        };
    }

    private void hello(EventReader events) throws IOException, InterruptedException {
        remote.sendText("{\"type\":\"hello\"," + events.greeting() + ",\"serverTime\":\"" + clock.instant() + "\"}");
    }

    /** The container writes frames by itself, so the pace of the caller's answers does not hold for them. */
    @Override
    public void await(EventText event) throws IOException {
        var pace = wanted.scope().pace();
        if (pace != null) {
            pace.take(event.json().length());
            // No ping goes out meanwhile.
            heard = System.nanoTime();
        }
    }

    /** A page goes out in few writes instead of one an event. Between pages nothing is held back, so that a close finds nothing to flush. */
    @Override
    public void event(EventText event) throws IOException {
        remote.setBatchingAllowed(wanted.scope().pace() == null);
        remote.sendText(event.json());
    }

    @Override
    public void heartbeat(String standing) throws IOException {
        remote.sendText("{\"type\":\"heartbeat\"," + standing + "}");
        remote.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void flush() throws IOException {
        remote.setBatchingAllowed(false);
    }

    /** Every client answers pings, unless it does not read; or it is gone and TCP has not found out yet. */
    @Override
    public boolean attentive() {
        return System.nanoTime() - heard < limits.silence().toNanos();
    }

    /** Clients have nothing to say; what they send all the same must not be endless. Called by one container thread at a time. */
    void received(WebSocketMessage<?> message) throws IOException {
        heard = System.nanoTime();
        if (message instanceof PongMessage) {
            return;
        }
        received += message.getPayloadLength();
        if (received > LONGEST_MESSAGE) {
            socket.close(CloseStatus.TOO_BIG_TO_PROCESS);
            ticket.stop();
        }
        if (message.isLast()) {
            received = 0;
        }
    }

    void stop() {
        ticket.stop();
    }
}
