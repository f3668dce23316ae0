package io.bundlebackup.journey;

import io.bundlebackup.client.Answer;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a session's events from a WebSocket, and waits for them. Thread-safe. */
public final class EventRecorder implements WebSocket.Listener {
    private static final long SECONDS = 20;

    private final List<String> events = new ArrayList<>();
    private final StringBuilder frame = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable JsonNode hello;
    private volatile @Nullable WebSocket socket;

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    public void disconnect() {
        if (socket != null) {
            socket.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            take(frame.toString());
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    private synchronized void take(String text) {
        var json = Answer.parse(text);
        switch (json.path("type").asString("")) {
            case "hello" -> hello = json;
            case "heartbeat" -> {}
            default -> events.add(text);
        }
        notifyAll();
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** The event frames so far, as they came. */
    public synchronized List<String> frames() {
        return List.copyOf(events);
    }

    synchronized @Nullable JsonNode hello() {
        return hello;
    }

    public List<JsonNode> events() {
        return frames().stream().map(Answer::parse).toList();
    }

    /** The first event of a type, of a bundle, as soon as it is there. */
    public JsonNode await(String type, String bundle) {
        return await(type + " of " + bundle, event -> is(event, type, bundle));
    }

    public JsonNode await(String type) {
        return await(type, event -> event.path("type").asString("").equals(type));
    }

    private static boolean is(JsonNode event, String type, String bundle) {
        return event.path("type").asString("").equals(type)
                && event.path("bundleName").asString("").equals(bundle);
    }

    public JsonNode await(String what, Predicate<JsonNode> wanted) {
        return awaitNth(what, 1, wanted);
    }

    public synchronized JsonNode awaitNth(String what, int number, Predicate<JsonNode> wanted) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            var found = events().stream().filter(wanted).skip(number - 1L).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        "no " + what + " after " + hello + ", socket " + closed + ", in\n" + String.join("\n", events));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** The number that the service closes the socket with. */
    public int awaitClose() {
        return closed.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
