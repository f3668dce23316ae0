package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the service. */
public record Answer(String request, int status, HttpHeaders headers, byte[] body) {
    private static final JsonMapper JSON = new JsonMapper();

    public static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public Answer is(int expected) {
        assertThat(status)
                .as(
                        "%s: %s",
                        request,
                        text().substring(0, Math.min(text().length(), 2_000)).replaceAll("[^ -~]", "?"))
                .isEqualTo(expected);
        return this;
    }

    /** A whole problem of this status, type and code, that tells nothing of the inside. */
    public Answer isProblem(int expected, String slug, int code) {
        is(expected);
        assertThat(header("Content-Type")).contains("application/problem+json");
        var problem = json();
        assertThat(problem.path("type").asString("")).as(text()).isEqualTo("/problems/" + slug);
        assertThat(problem.path("status").asInt(0)).isEqualTo(expected);
        assertThat(problem.path("code").asInt(0)).as(text()).isEqualTo(code);
        assertThat(problem.path("title").asString("")).isNotBlank();
        assertThat(problem.path("detail").asString("")).endsWith(".");
        assertThat(text()).doesNotContain("Exception", "java.", "io.bundlebackup", "/tmp/");
        return this;
    }
}
