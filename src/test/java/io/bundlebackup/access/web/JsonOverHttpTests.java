package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bundlebackup.problem.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

class JsonOverHttpTests extends EdgeTest {
    private static final String THINGS = "/api/v1/json/things";

    @Test
    void takesAWholeBodyAndOmitsWhatIsAbsent() throws Exception {
        var answer = client.send(client.json(THINGS, """
                {"name":"a","count":3,"kind":"big","at":"2026-01-31T09:00:00.123Z","items":[{"name":"b"}],"info":{"x":[1]}}"""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString()).isEqualTo("""
                        {"name":"a","count":3,"kind":"big","at":"2026-01-31T09:00:00.123Z","items":[{"name":"b"}],"info":{"x":[1]}}""");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"name\":\"a\"",
                "{name:1}",
                "{\"name\":\"a\"}{}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\",\"info\":{\"x\":1,\"x\":2}}",
                "{\"name\":\"a\"} trailing"
            })
    void refusesWhatIsNoJsonObject(String body) throws Exception {
        client.send(client.json(THINGS, body)).isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"colour\":1}|/colour|is not a known member",
                "{\"name\":\"a\",\"items\":[{\"name\":\"b\"},{\"nmae\":\"b\"}]}|/items/1/nmae|is not a known member",
                "{\"name\":1}|/name|must be a string",
                "{\"name\":true}|/name|must be a string",
                "{\"name\":[]}|/name|must be a string",
                "{\"name\":\"a\",\"count\":\"3\"}|/count|must be a whole number of 32 bits",
                "{\"name\":\"a\",\"count\":1.0}|/count|must be a whole number of 32 bits",
                "{\"name\":\"a\",\"count\":99999999999}|/count|has a number that is out of range",
                "{\"name\":\"a\",\"flag\":\"true\"}|/flag|must be true or false",
                "{\"name\":\"a\",\"flag\":1}|/flag|must be true or false",
                "{\"name\":\"a\",\"kind\":\"huge\"}|/kind|must be one of big, small",
                "{\"name\":\"a\",\"kind\":0}|/kind|must be one of big, small",
                "{\"name\":\"a\",\"at\":\"yesterday\"}|/at|must be a time as in RFC 3339",
                "{\"name\":\"a\",\"items\":{}}|/items|must be an array",
                "{\"name\":\"a\",\"items\":[5]}|/items/0|must be an object",
                "[]||must be an object"
            })
    void pointsAtTheMemberThatCannotBeRead(String body, @Nullable String pointer, @Nullable String detail)
            throws Exception {
        var problem = client.send(client.json(THINGS, body))
                .isProblem(400, "invalid-request", 401)
                .json();

        JsonNode error = problem.path("errors").path(0);
        assertThat(error.path("pointer").asString()).isEqualTo(pointer == null ? "" : pointer);
        if (detail != null) {
            assertThat(error.path("detail").asString()).isEqualTo(detail);
        }
    }

    @Test
    void pointsAtEveryMemberThatIsOutOfBounds() throws Exception {
        var problem = client.send(client.json(
                        THINGS, "{\"name\":\" \",\"count\":0,\"items\":[{\"name\":\"b\"},{\"name\":\"\"}]}"))
                .isProblem(400, "invalid-request", 401)
                .json();

        assertThat(problem.path("errors").toString()).isEqualTo("""
                        [{"pointer":"/count","detail":"must be greater than or equal to 1"},\
                        {"pointer":"/items/1/name","detail":"must not be blank"},\
                        {"pointer":"/name","detail":"must not be blank"}]""");
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0,limit,must be greater than or equal to 1",
        "?limit=ten,limit,must be a whole number of 32 bits",
        "?limit=,limit,must be a whole number of 32 bits",
        "'',limit,is required"
    })
    void namesTheParameterThatIsWrong(String query, String parameter, String detail) throws Exception {
        var problem = client.get(THINGS + query)
                .isProblem(400, "invalid-request", 401)
                .json();

        assertThat(problem.path("errors").path(0).path("parameter").asString()).isEqualTo(parameter);
        assertThat(problem.path("errors").path(0).path("detail").asString()).isEqualTo(detail);
    }

    @Test
    void namesTheHeaderThatIsMissing() throws Exception {
        var problem = client.get("/api/v1/json/header")
                .isProblem(400, "invalid-request", 401)
                .json();

        assertThat(problem.path("errors").path(0).path("parameter").asString()).isEqualTo("Upload-Offset");
    }

    @Test
    void validatesTheElementsOfABareList() throws Exception {
        var problem = client.send(client.json("/api/v1/json/list", "[{\"name\":\"a\"},{\"name\":\"\"}]"))
                .isProblem(400, "invalid-request", 401)
                .json();

        assertThat(problem.path("errors").path(0).path("pointer").asString()).isEqualTo("/1/name");
    }

    @Test
    void refusesABodyThatIsNestedTooDeeply() throws Exception {
        String deep = "[".repeat(70) + "]".repeat(70);
        client.send(client.json(THINGS, "{\"name\":\"a\",\"info\":" + deep + "}"))
                .isProblem(400, "invalid-request", 401);
        String shallow = "[".repeat(60) + "]".repeat(60);
        assertThat(client.send(client.json(THINGS, "{\"name\":\"a\",\"info\":" + shallow + "}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesABodyThatIsTooLargeWhetherItSaysSoOrNot() throws Exception {
        byte[] body = ("{\"name\":\"" + "a".repeat((4 << 20) + 1) + "\"}").getBytes(StandardCharsets.UTF_8);

        client.send(client.json(THINGS, "").POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                .isProblem(413, "too-large", 13900020);
        client.send(client.json(THINGS, "")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
                .isProblem(413, "too-large", 13900020);
    }

    @Test
    void refusesABodyThatIsNotUtf8() throws Exception {
        for (byte[] body : List.of(
                "{\"name\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16LE),
                "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16))) {
            client.send(client.json(THINGS, "").POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                    .isProblem(400, "invalid-request", 401);
        }
        client.send(client.request(THINGS)
                        .header("Content-Type", "application/json;charset=iso-8859-1")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\"}")))
                .isProblem(415, "unsupported-media-type", 13900020);
    }

    @Test
    void keepsTheBytesOfTheBodyForWhoeverHashesThem() throws Exception {
        String body = "{\"name\" :\"\u00fc\"}";

        assertThat(client.send(client.json("/api/v1/json/kept", body))
                        .json()
                        .path("kept")
                        .asString())
                .isEqualTo(body);
        assertThat(client.send(client.request("/api/v1/json/kept").POST(HttpRequest.BodyPublishers.noBody()))
                        .json()
                        .path("kept")
                        .asString())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/octet-stream", "application/x-www-form-urlencoded"})
    void leavesTheBodyOfAnUploadAlone(String type) throws Exception {
        byte[] body = new byte[3_000_000];
        var request = client.request("/api/v1/json/upload").PUT(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }

        assertThat(client.send(request).json().path("size").asInt()).isEqualTo(body.length);
    }

    enum Kind {
        @JsonProperty("big")
        BIG,
        @JsonProperty("small")
        SMALL
    }

    record Item(@NotBlank String name) {}

    record Thing(
            @NotBlank String name,
            @Min(1) @Nullable Integer count,
            @Nullable Boolean flag,
            @Nullable Kind kind,
            @Nullable Instant at,
            @Nullable List<@Valid Item> items,
            @Nullable JsonNode info) {}

    @RestController
    @RequestMapping("/api/v1/json")
    static class JsonProbe {
        @PostMapping("/things")
        Thing make(@Valid @RequestBody Thing thing) {
            return thing;
        }

        @GetMapping("/things")
        void list(@RequestParam("limit") @Min(1) @Max(1000) int limit) {}

        @PostMapping("/list")
        void many(@RequestBody @NotEmpty List<@Valid Item> items) {}

        @GetMapping("/header")
        void header(@RequestHeader("Upload-Offset") long offset) {}

        @PostMapping("/kept")
        Map<String, String> kept(HttpServletRequest request) {
            return Map.of("kept", new String(JsonBody.of(request).orElseThrow(), StandardCharsets.UTF_8));
        }

        @PutMapping("/upload")
        Map<String, Long> upload(HttpServletRequest request) throws IOException {
            assertThat(JsonBody.of(request)).isEmpty();
            long size = 0;
            byte[] buffer = new byte[65_536];
            for (int n; (n = request.getInputStream().read(buffer)) >= 0; ) {
                size += n;
            }
            return Map.of("size", size);
        }
    }
}
