package io.bundlebackup.restore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the running service that uploads: with a client that follows HTTP, or with one that breaks off and waits as it likes. */
record UploadClient(int port, String token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    /** An answer. */
    record Answer(HttpResponse<String> response) {
        JsonNode json() {
            return JSON.readTree(response.body());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        Answer is(int status) {
            assertThat(response.statusCode())
                    .as(response.request() + " " + response.body())
                    .isEqualTo(status);
            return this;
        }

        /** A whole problem body of this status, type and code. */
        Answer isProblem(int status, String slug, int code) {
            is(status);
            assertThat(header("Content-Type")).contains("application/problem+json");
            assertThat(json().path("type").asString()).isEqualTo("/problems/" + slug);
            assertThat(json().path("code").asInt()).isEqualTo(code);
            assertThat(json().path("detail").asString()).endsWith(".");
            assertThat(response.body())
                    .doesNotContain("Exception", "org.", "java.", "io.bundlebackup", "\tat ", "/tmp");
            return this;
        }

        /** The upload stands there. */
        Answer stands(long offset, boolean complete) {
            assertThat(header("Upload-Offset")).contains(Long.toString(offset));
            assertThat(header("Upload-Complete")).contains(complete ? "?1" : "?0");
            assertThat(header("Cache-Control")).contains("no-store");
            return this;
        }
    }

    Answer send(String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    Answer post(String path, String json, String... headers) {
        var all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send("POST", path, json, all);
    }

    /** IETF resumable uploads. */
    Answer patch(String path, long offset, String body, boolean last, String... headers) {
        var all = new String[headers.length + 6];
        System.arraycopy(
                new String[] {
                    "Content-Type",
                    "application/partial-upload",
                    "Upload-Offset",
                    Long.toString(offset),
                    "Upload-Complete",
                    last ? "?1" : "?0"
                },
                0,
                all,
                0,
                6);
        System.arraycopy(headers, 0, all, 6, headers.length);
        return send("PATCH", path, body, all);
    }

    Answer tus(String method, String path, long offset, String body, String... headers) {
        var all = new String[headers.length + 6];
        System.arraycopy(
                new String[] {
                    "Content-Type", "application/offset+octet-stream",
                    "Upload-Offset", Long.toString(offset),
                    "Tus-Resumable", "1.0.0"
                },
                0,
                all,
                0,
                6);
        System.arraycopy(headers, 0, all, 6, headers.length);
        return send(method, path, body, all);
    }

    /** Where an upload stands; 0 if there is none. */
    long offset(String path) {
        var answer = get(path);
        return answer.response.statusCode() == 404
                ? 0
                : answer.is(200).json().path("offset").asLong();
    }

    /** A request whose head is sent; its body is for the test to send. */
    Open open(String method, String path, String... headers) throws IOException {
        var open = new Open(new Socket("127.0.0.1", port));
        open.socket.setSoTimeout(15_000);
        var head = new StringBuilder(
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        open.send(head.append("\r\n").toString());
        return open;
    }

    /** A connection in the test's hands. */
    record Open(Socket socket) implements AutoCloseable {
        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** The head of what the service says next. */
        String head() throws IOException {
            var head = new ByteArrayOutputStream();
            var in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.write(b);
                if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    break;
                }
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
