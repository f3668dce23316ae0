package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the running edge, with a client that follows HTTP and with one that sends any bytes. */
record EdgeClient(int port) {
    static final String WHOLE = "whole-token";
    static final String ONLY_SYSTEM = "only-system";
    static final String ONLY_BACKUP = "only-backup";
    private static final JsonMapper JSON = new JsonMapper();

    /** An answer, however it was fetched. */
    record Answer(int status, Function<String, Optional<String>> header, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        Optional<String> headerOf(String name) {
            return header.apply(name);
        }

        /** The body is a whole problem of this status, type and code, and tells nothing of the inside. */
        Answer isProblem(int status, String slug, int code) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(headerOf("Content-Type")).contains("application/problem+json");
            JsonNode problem = json();
            assertThat(problem.path("type").asString()).isEqualTo("/problems/" + slug);
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("code").asInt()).isEqualTo(code);
            assertThat(problem.path("title").asString()).isNotBlank();
            assertThat(problem.path("detail").asString()).endsWith(".");
            assertThat(text())
                    .doesNotContain(
                            "Exception", "org.", "java.", "tools.jackson", "io.bundlebackup", "\tat ", "REDACTED");
            return this;
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpRequest.Builder allowed(String path) {
        return request(path).header("Authorization", "Bearer " + WHOLE);
    }

    HttpRequest.Builder json(String path, String body) {
        return allowed(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(allowed(path));
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), name -> response.headers().firstValue(name), response.body());
        }
    }

    /** A connection of its own; the caller closes it. */
    Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Sends these characters as they are, one byte each, and reads until the service closes or falls silent. */
    Answer raw(String text) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static Answer parse(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        assertThat(end).as("an HTTP answer in: " + all).isPositive();
        String[] head = all.substring(0, end).split("\r\n");
        byte[] body = all.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        Function<String, Optional<String>> headers = name -> {
            for (String line : head) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return Optional.of(line.substring(name.length() + 1).strip());
                }
            }
            return Optional.empty();
        };
        return new Answer(Integer.parseInt(head[0].split(" ")[1]), headers, body);
    }
}
