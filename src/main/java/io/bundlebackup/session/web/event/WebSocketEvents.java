package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemException;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/** Gives every socket its {@link WebSocketStream} and tells it what the container hears from the client. */
@Component
final class WebSocketEvents implements WebSocketHandler {
    private static final String STREAM = WebSocketStream.class.getName();

    private final OpenStreams streams;
    private final StreamLimits limits;
    private final InstantSource clock;

    WebSocketEvents(OpenStreams streams, StreamLimits limits, InstantSource clock) {
        this.streams = streams;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) throws IOException {
        var wanted = WebSocketHandshake.wanted(socket.getAttributes());
        StreamTicket ticket;
        try {
            ticket = wanted.scope().call(() -> streams.enter(wanted.owner()));
        } catch (ProblemException e) {
            // There was room when the handshake was accepted.
            socket.close(WebSocketStream.status(e));
            return;
        }
        boolean started = false;
        try {
            var stream = new WebSocketStream(socket, wanted, ticket, limits, clock);
            socket.getAttributes().put(STREAM, stream);
            Thread.ofVirtual().name("events-" + socket.getId()).start(stream);
            started = true;
        } finally {
            if (!started) {
                ticket.close();
            }
        }
    }

    @Override
    public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) throws IOException {
        var stream = stream(socket);
        if (stream != null) {
            stream.received(message);
        }
    }

    @Override
    public void handleTransportError(WebSocketSession socket, Throwable failure) {
        stop(socket);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        stop(socket);
    }

    private static void stop(WebSocketSession socket) {
        var stream = stream(socket);
        if (stream != null) {
            stream.stop();
        }
    }

    private static @Nullable WebSocketStream stream(WebSocketSession socket) {
        return (WebSocketStream) socket.getAttributes().get(STREAM);
    }

    /** What clients send is ignored, so nothing has to be put together first: a socket's buffers stay small. */
    @Override
    public boolean supportsPartialMessages() {
        return true;
    }
}
