package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.web.RawSocket;
import io.bundlebackup.session.web.SocketReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of the events does, in all three forms. */
public record EventsClient(int port) {
    public static final String TOKEN = "whole-token";
    static final String ANOTHER_CALLERS = "other-token";
    static final String NO_SYSTEM_CALLERS = "only-backup";
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public record Answer(int status, String type, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        List<JsonNode> events() {
            assertThat(status).as(body).isEqualTo(200);
            return List.copyOf(json().path("events").values());
        }

        void isProblem(int expected, String slug, int code) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(type).isEqualTo("application/problem+json");
            assertThat(json().path("type").asString()).isEqualTo("/problems/" + slug);
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(json().path("code").asInt()).isEqualTo(code);
            assertThat(json().path("detail").asString()).endsWith(".");
        }
    }

    public static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers));
    }

    HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN);
        return headers.length == 0 ? request : request.headers(headers);
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var type = response.headers().firstValue("Content-Type").orElse("");
        return new Answer(response.statusCode(), type, response.body());
    }

    SseReader sse(String path, String... headers) throws IOException, InterruptedException {
        var request = request(path, headers).header("Accept", "text/event-stream");
        return new SseReader(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    SocketReader socket(String path, String... subProtocols) {
        return SocketReader.open(HTTP, URI.create("ws://127.0.0.1:" + port + path), TOKEN, subProtocols);
    }

    RawSocket raw() throws IOException {
        return new RawSocket(port);
    }
}
