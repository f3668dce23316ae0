package io.bundlebackup.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A response of the service. */
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

    /** A page of events. */
    public List<JsonNode> events() {
        return List.copyOf(is(200).json().path("events").values());
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

    /** The body is a complete problem of this status, type and code, and shows nothing of the implementation. */
    public Answer isProblem(int expected, String slug, int code) {
        is(expected);
        assertThat(header("Content-Type")).contains("application/problem+json");
        var problem = json();
        assertThat(problem.path("type").asString("")).as(text()).isEqualTo("/problems/" + slug);
        assertThat(problem.path("status").asInt(0)).isEqualTo(expected);
        assertThat(problem.path("code").asInt(0)).as(text()).isEqualTo(code);
        assertThat(problem.path("title").asString("")).isNotBlank();
        assertThat(problem.path("detail").asString("")).endsWith(".");
        assertThat(text())
                .doesNotContain(
                        "Exception",
                        "org.springframework",
                        "org.apache",
                        "java.",
                        "tools.jackson",
                        "io.bundlebackup",
                        "\tat ",
                        "REDACTED",
                        "/tmp/");
        return this;
    }

    /** The upload has this many bytes. */
    public Answer hasUpload(long offset, boolean complete) {
        assertThat(header("Upload-Offset")).contains(Long.toString(offset));
        assertThat(header("Upload-Complete")).contains(complete ? "?1" : "?0");
        assertThat(header("Cache-Control")).contains("no-store");
        return this;
    }

    /** The request is refused because of the member of its body at this pointer. */
    public void isInvalidAt(String pointer) {
        isInvalid("pointer", pointer);
    }

    /** The request is refused because of this parameter of its URL. */
    public void isInvalidParameter(String name) {
        isInvalid("parameter", name);
    }

    private void isInvalid(String kind, String where) {
        var error = isProblem(400, "invalid-request", 401).json().path("errors").path(0);
        assertThat(error.path(kind).asString("")).as(text()).isEqualTo(where);
    }
}
