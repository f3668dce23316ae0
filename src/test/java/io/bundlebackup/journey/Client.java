package io.bundlebackup.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One caller. Remembers the sessions that it made, so that a test can look at all of them at its end. */
public final class Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<BackupSession> sessions = new ArrayList<>();
    private final int port;
    private final String token;

    Client(int port, String token) {
        this.port = port;
        this.token = token;
    }

    public List<BackupSession> sessions() {
        return List.copyOf(sessions);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String json, String... headers) {
        return send("POST", path, json, withJson(headers));
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json, withJson());
    }

    private static String[] withJson(String... headers) {
        return Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                .toArray(String[]::new);
    }

    public Answer put(String path, byte[] bytes, String... headers) {
        return sendBody("PUT", path, BodyPublishers.ofByteArray(bytes), headers);
    }

    public Answer send(String method, String path, @Nullable String body, String... headers) {
        return sendBody(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    private Answer sendBody(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = request(path).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = exchange(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(method + " " + path, answer.statusCode(), answer.headers(), answer.body());
    }

    /** Sends a file, or what else is no JSON. */
    public Answer upload(String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = request(path).PUT(body).header("Content-Type", "application/octet-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = exchange(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer("PUT " + path, answer.statusCode(), answer.headers(), answer.body());
    }

    /** An answer whose body is read by the test, at its own pace. */
    public HttpResponse<java.io.InputStream> open(String path) {
        return exchange(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    EventRecorder record(String eventsUrl) {
        var recorder = new EventRecorder();
        http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + eventsUrl), recorder)
                .join();
        return recorder;
    }

    /** A backup session that nothing was appended to. */
    public BackupSession open() {
        return create("{\"type\":\"backup\"}");
    }

    /** A backup session of these bundles, which announces as fast as it may. */
    public BackupSession backUp(String... bundles) {
        return create("{\"type\":\"backup\",\"bundles\":" + appended(800, bundles) + "}");
    }

    /** A backup session of one bundle that is announced at this rate. */
    public BackupSession backUpAtRate(int rate, String bundle) {
        return create("{\"type\":\"backup\",\"bundles\":" + appended(rate, bundle) + "}");
    }

    public static String appended(int rate, String... bundles) {
        return Stream.of(bundles)
                .map(name -> "{\"bundleName\":\"" + name + "\",\"sendRate\":" + rate + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    public static String plainly(String... bundles) {
        return Stream.of(bundles)
                .map(name -> "{\"bundleName\":\"" + name + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    public BackupSession create(String json, String... headers) {
        return adopt(post("/api/v1/sessions", json, headers).is(201));
    }

    public BackupSession adopt(Answer created) {
        var session = new BackupSession(this, created.json().path("sessionId").asString(""));
        sessions.add(session);
        return session;
    }

    @Override
    public void close() {
        // It would wait for what it listens to, also when a test has failed.
        sessions.forEach(BackupSession::disconnect);
        http.close();
    }
}
