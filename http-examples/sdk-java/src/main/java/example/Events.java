package example;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bundlebackup.sdk.model.SessionEvent;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ServerHandshake;

/** Follows the events of a session over WebSocket: each event in order and once, also if the connection breaks. */
final class Events {
    private final Service service;
    private final String url;
    private final Consumer<SessionEvent> listener;
    private long after;

    private Events(Service service, String sessionId, Consumer<SessionEvent> listener) {
        this.service = service;
        this.url = service.url.replaceFirst("^http", "ws") + "/api/v1/sessions/" + sessionId + "/events?after=";
        this.listener = listener;
    }

    /** Begins to follow; done when the log has ended, after the release of the session. */
    static CompletableFuture<Void> follow(Service service, String sessionId, Consumer<SessionEvent> listener) {
        return CompletableFuture.runAsync(new Events(service, sessionId, listener)::follow, task -> new Thread(task, "events").start());
    }

    private void follow() {
        for (int fruitless = 0; fruitless < Service.TRIES; fruitless++) {
            long before = after;
            var connection = new Connection();
            connection.run(); // until the connection is closed
            if (connection.code == CloseFrame.NORMAL) {
                return;
            }
            if (after > before) {
                fruitless = 0;
            }
            Service.pause(100L * fruitless);
        }
        throw new IllegalStateException("The events cannot be read: " + url);
    }

    private final class Connection extends WebSocketClient {
        private int code = CloseFrame.NEVER_CONNECTED;

        Connection() {
            super(URI.create(url + after), Map.of("Authorization", "Bearer " + service.token));
        }

        @Override
        public void onMessage(String frame) {
            try {
                var json = service.getObjectMapper().readTree(frame);
                if (json.has("seq")) { // not "hello", not a heartbeat
                    var event = service.getObjectMapper().treeToValue(json, SessionEvent.class);
                    listener.accept(event);
                    after = event.getSeq();
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onClose(int closed, String reason, boolean byTheService) {
            code = closed;
        }

        @Override
        public void onOpen(ServerHandshake handshake) {}

        @Override
        public void onError(Exception broken) {} // onClose follows
    }
}
