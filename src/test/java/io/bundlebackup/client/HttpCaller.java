package io.bundlebackup.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A caller of the running service: sends requests with its token over connections of its own. Thread-safe. */
public class HttpCaller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    protected final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String token;

    /** @param token empty for a caller without one */
    public HttpCaller(int port, String token) {
        this.port = port;
        this.token = token;
    }

    public final int port() {
        return port;
    }

    public final String token() {
        return token;
    }

    /** The same port with another token. */
    public final HttpCaller as(String other) {
        return new HttpCaller(port, other);
    }

    public final Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public final Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public final Answer post(String path, String json, String... headers) {
        return send("POST", path, json, with(headers, "Content-Type", "application/json"));
    }

    public final Answer put(String path, String json) {
        return send("PUT", path, json, "Content-Type", "application/json");
    }

    public final Answer put(String path, byte[] content, String... headers) {
        return send(request(path, headers).PUT(BodyPublishers.ofByteArray(content)));
    }

    /** Sends a file, or other content that is not JSON. */
    public final Answer upload(String path, BodyPublisher content, String... headers) {
        return send(request(path, with(headers, "Content-Type", "application/octet-stream"))
                .PUT(content));
    }

    public final Answer send(String method, String path, @Nullable String body, String... headers) {
        return send(request(path, headers)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /** @param request made with {@link #request} */
    public final Answer send(HttpRequest.Builder request) {
        var sent = request.build();
        var answer = exchange(sent, BodyHandlers.ofByteArray());
        return new Answer(
                sent.method() + " " + sent.uri().getRawPath(), answer.statusCode(), answer.headers(), answer.body());
    }

    /** A response whose body the test reads at its own pace. */
    public final HttpResponse<InputStream> stream(String path, String... headers) {
        return exchange(request(path, headers).build(), BodyHandlers.ofInputStream());
    }

    /** @param headers names and values in turn */
    public final HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri("http", path)).timeout(PATIENCE);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    protected final URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    protected static String[] with(String[] headers, String... more) {
        return Stream.concat(Stream.of(more), Stream.of(headers)).toArray(String[]::new);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
