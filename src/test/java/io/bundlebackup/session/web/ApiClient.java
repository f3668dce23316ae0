package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One caller of the running service. */
record ApiClient(int port, String token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    /** An answer. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(body());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        Answer is(int status) {
            assertThat(status()).as(body()).isEqualTo(status);
            return this;
        }

        /** A whole problem body of this status, type and code. */
        JsonNode isProblem(int status, String slug, int code) {
            is(status);
            assertThat(header("Content-Type")).contains("application/problem+json");
            assertThat(json().path("type").asString()).isEqualTo("/problems/" + slug);
            assertThat(json().path("status").asInt()).isEqualTo(status);
            assertThat(json().path("code").asInt()).isEqualTo(code);
            assertThat(json().path("title").asString()).isNotBlank();
            assertThat(json().path("detail").asString()).endsWith(".");
            assertThat(body()).doesNotContain("Exception", "org.", "java.", "io.bundlebackup", "\tat ");
            return json();
        }

        /** The body is refused because of its member at this pointer. */
        void isInvalidAt(String pointer) {
            var problem = isProblem(400, "invalid-request", 401);
            assertThat(problem.path("errors").path(0).path("pointer").asString())
                    .as(body())
                    .isEqualTo(pointer);
        }

        void isInvalidParameter(String name) {
            var problem = isProblem(400, "invalid-request", 401);
            assertThat(problem.path("errors").path(0).path("parameter").asString())
                    .as(body())
                    .isEqualTo(name);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
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
        return send(request(path));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    Answer post(String path, String json) {
        return post(path, json, null);
    }

    Answer post(String path, String json, @Nullable String key) {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(key == null ? request : request.header("Idempotency-Key", key));
    }

    /** A new backup session with these bundles; its path. */
    String session(String... bundles) {
        var append = bundles.length == 0 ? "" : ",\"bundles\":" + list(bundles);
        return post("/api/v1/sessions", "{\"type\":\"backup\"" + append + "}")
                .is(201)
                .header("Location")
                .orElseThrow();
    }

    static String list(String... bundles) {
        return java.util.Arrays.stream(bundles)
                .map(name -> "{\"bundleName\":\"" + name + "\"}")
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }

    static String append(String... bundles) {
        return "{\"bundles\":" + list(bundles) + "}";
    }

    static String id(String path) {
        return path.substring("/api/v1/sessions/".length());
    }
}
