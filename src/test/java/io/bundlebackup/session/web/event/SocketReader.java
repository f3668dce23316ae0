package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JDK's WebSocket client, with what it heard in a queue. */
final class SocketReader implements WebSocket.Listener, AutoCloseable {
    private final LinkedBlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final StringBuilder part = new StringBuilder();
    private @Nullable WebSocket socket;

    static SocketReader open(HttpClient client, URI address, String token, String... subProtocols) {
        var reader = new SocketReader();
        var builder = client.newWebSocketBuilder().header("Authorization", "Bearer " + token);
        if (subProtocols.length > 0) {
            builder.subprotocols(
                    subProtocols[0],
                    List.of(subProtocols).subList(1, subProtocols.length).toArray(String[]::new));
        }
        reader.socket = builder.buildAsync(address, reader).join();
        return reader;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.add(Answer.parse(part.toString()));
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pings.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    public WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    /** The next frame of whatever kind. */
    JsonNode frame() throws InterruptedException {
        var frame = heard.poll(20, TimeUnit.SECONDS);
        assertThat(frame).as("a frame").isNotNull();
        return frame == null ? Answer.parse("{}") : frame;
    }

    /** The next frame of this type; what comes before it is dropped. */
    JsonNode frame(String type) throws InterruptedException {
        var frame = frame();
        while (!frame.path("type").asString().equals(type)) {
            frame = frame();
        }
        return frame;
    }

    /** The next events, without what has no {@code seq}. */
    List<JsonNode> events(int count) throws InterruptedException {
        var events = new ArrayList<JsonNode>();
        while (events.size() < count) {
            var frame = frame();
            if (frame.has("seq")) {
                events.add(frame);
            }
        }
        return events;
    }

    /** All frames that are not yet taken. */
    List<JsonNode> rest() {
        var frames = new ArrayList<JsonNode>();
        heard.drainTo(frames);
        return frames;
    }

    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    int pings() {
        return pings.get();
    }

    @Override
    public void close() {
        socket().abort();
    }
}
