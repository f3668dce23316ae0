package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code text/event-stream} as the standard says, as far as a service uses it. */
final class SseReader implements AutoCloseable {
    record Sent(String id, String event, JsonNode data) {}

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private int comments;

    SseReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    HttpHeaders headers() {
        return response.headers();
    }

    /** The next event, or {@code null} at the end of the stream. */
    @Nullable
    Sent next() throws IOException {
        String id = "";
        String event = "";
        var data = new StringBuilder();
        while (true) {
            var line = lines.readLine();
            if (line == null) {
                return null;
            }
            if (line.startsWith(":")) {
                comments++;
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (line.isEmpty() && !data.isEmpty()) {
                return new Sent(id, event, Answer.parse(data.toString()));
            }
        }
    }

    /** The next events, whose ids and names are those of their data. */
    List<JsonNode> next(int count) throws IOException {
        var events = new ArrayList<JsonNode>();
        while (events.size() < count) {
            var sent = next();
            assertThat(sent).as("an event after " + events.size()).isNotNull();
            if (sent != null) {
                assertThat(sent.id()).isEqualTo(sent.data().path("seq").asString());
                assertThat(sent.event()).isEqualTo(sent.data().path("type").asString());
                events.add(sent.data());
            }
        }
        return events;
    }

    /** Everything until the stream ends. */
    List<JsonNode> rest() throws IOException {
        var events = new ArrayList<JsonNode>();
        for (var sent = next(); sent != null; sent = next()) {
            events.add(sent.data());
        }
        return events;
    }

    /** Reads until there was another comment. */
    void awaitComment() throws IOException {
        var line = lines.readLine();
        while (line != null && !line.startsWith(":")) {
            line = lines.readLine();
        }
        assertThat(line).as("a comment before the end").isNotNull();
    }

    int comments() {
        return comments;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
