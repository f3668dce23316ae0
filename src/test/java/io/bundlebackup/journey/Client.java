package io.bundlebackup.journey;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One caller. Remembers the sessions that it made, so that a test can look at all of them at its end. */
public final class Client extends HttpCaller implements AutoCloseable {
    private final List<BackupSession> sessions = new ArrayList<>();

    Client(int port, String token) {
        super(port, token);
    }

    public List<BackupSession> sessions() {
        return List.copyOf(sessions);
    }

    public EventRecorder record(String eventsUrl) {
        var recorder = new EventRecorder();
        var builder = http.newWebSocketBuilder();
        if (!token().isEmpty()) {
            builder.header("Authorization", "Bearer " + token());
        }
        builder.buildAsync(uri("ws", eventsUrl), recorder).join();
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
