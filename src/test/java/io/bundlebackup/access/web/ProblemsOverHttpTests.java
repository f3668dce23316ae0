package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.access.AccessProperties;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsOverHttpTests extends EdgeTest {
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/nothing", "/api/v1/login/more", "/favicon.ico", "/page.html"})
    void saysThatThereIsNothingAtAnUnknownAddress(String path) throws Exception {
        var problem =
                client.get(path).isProblem(404, "no-such-resource", 13900020).json();

        assertThat(problem.path("instance").asString()).isEqualTo(path);
    }

    @Test
    void saysThatThereIsNothingToPostToAtAnUnknownAddress() throws Exception {
        client.send(client.json("/api/v1/nothing", "{}")).isProblem(404, "no-such-resource", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PROPFIND", "PATCH"})
    void saysWhichMethodsAreAllowed(String method) throws Exception {
        var answer = client.send(
                        client.request("/api/v1/probe/text").method(method, HttpRequest.BodyPublishers.noBody()))
                .isProblem(405, "method-not-allowed", 13900020);

        assertThat(answer.header("Allow").orElse("")).contains("GET");
    }

    @Test
    void saysWhichMediaTypesAreUnderstood() throws Exception {
        var answer = client.send(client.request("/api/v1/probe/sink")
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString("a,b")))
                .isProblem(415, "unsupported-media-type", 13900020);

        assertThat(answer.header("Accept").orElse("")).contains("application/json");
    }

    @Test
    void writesAProblemEvenForAClientThatAcceptsOnlyImages() throws Exception {
        client.send(client.request("/api/v1/probe/text").header("Accept", "image/png"))
                .isProblem(406, "not-acceptable", 13900020);
    }

    @Test
    void addsTheMembersOfTheProblem() throws Exception {
        var problem = client.get("/api/v1/probe/held")
                .isProblem(409, "bundle-held", 13500013)
                .json();

        assertThat(problem.path("sessionInfo").path("since").asString()).isEqualTo("2026-01-31T09:00:00Z");
    }

    @Test
    void keepsHeadersThatBelongToTheRefusalAndDropsThoseOfTheFailedAnswer() throws Exception {
        var answer = client.get("/api/v1/probe/range").isProblem(416, "range-not-satisfiable", 13900020);

        assertThat(answer.header("Content-Range")).contains("bytes */10");
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.header("Content-Disposition")).isEmpty();
    }

    @Test
    void saysWhenToTryAgain() throws Exception {
        var answer = client.get("/api/v1/probe/full").isProblem(507, "no-space", 13900025);

        assertThat(answer.header("Retry-After")).contains("60");
    }

    @Test
    void keepsTheCauseOfAFailureInTheLogUnderAReference(CapturedOutput output) throws Exception {
        var problem = client.get("/api/v1/probe/broken")
                .isProblem(500, "internal-error", 13900042)
                .json();

        assertThat(problem.toString()).doesNotContain("/srv/secret");
        assertThat(output).contains("reference " + problem.path("reference").asString(), "/srv/secret");
    }

    @Test
    void survivesBeingShortOfMemory() throws Exception {
        var answer = client.get("/api/v1/probe/memory").isProblem(503, "out-of-memory", 13900011);

        assertThat(answer.header("Retry-After")).contains("5");
    }

    @Test
    void translatesWhatAFilterThrows() throws Exception {
        var problem = client.get("/api/v1/probe/filtered")
                .isProblem(409, "session-ended", 13900001)
                .json();

        assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/probe/filtered");
    }

    @Test
    void translatesAStatusThatWasSentWithoutABody() throws Exception {
        client.get("/api/v1/probe/sent").isProblem(412, "precondition-failed", 13900020);
    }

    @Test
    void answersAHandlerThatNeverAnswers() throws Exception {
        client.get("/api/v1/probe/never").isProblem(503, "not-available", 13600001);
    }

    @Test
    void breaksTheConnectionWhenAnAnswerThatIsUnderWayFails() {
        assertThatThrownBy(() -> client.get("/api/v1/probe/cut")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        var answer = client.send(client.request("/api/v1/nothing").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void explainsAProblemTypeToEverybody() throws Exception {
        var answer = client.send(client.anonymous("/problems/no-such-task"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("statuses").toString()).isEqualTo("[409,404]");
        client.send(client.anonymous("/problems/nonsense")).isProblem(404, "no-such-resource", 13900020);
        client.send(client.anonymous("/error")).isProblem(404, "no-such-resource", 13900020);
    }

    /** The edge alone; not annotated as a configuration, so that no other test finds it. */
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan(basePackageClasses = {AccessProperties.class, ProblemType.class})
    @ComponentScan(
            basePackageClasses = {AccessProperties.class, ProblemType.class, Capacity.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
    @Import({Probe.class, JsonOverHttpTests.JsonProbe.class, AccessOverHttpTests.CallerProbe.class})
    static class Edge {
        @Bean
        @Order(1_000)
        Filter failing() {
            return (request, response, chain) -> {
                if (((HttpServletRequest) request).getRequestURI().endsWith("/filtered")) {
                    throw new ProblemException(ProblemType.SESSION_ENDED, "The session has ended.");
                }
                chain.doFilter(request, response);
            };
        }
    }

    @RestController
    @RequestMapping("/api/v1/probe")
    static class Probe {
        @GetMapping(path = "/text", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, String> text() {
            return Map.of("text", "hi");
        }

        @PutMapping(path = "/text")
        void replace() {}

        @PostMapping(path = "/sink", consumes = MediaType.APPLICATION_JSON_VALUE)
        void sink() {}

        @GetMapping("/held")
        void held() {
            throw new ProblemException(ProblemType.BUNDLE_HELD, "Another session holds the bundle.")
                    .with("sessionInfo", Map.of("since", Instant.parse("2026-01-31T09:00:00Z")));
        }

        @GetMapping("/range")
        void range(HttpServletResponse response) {
            response.setHeader("Content-Range", "bytes */10");
            response.setHeader("ETag", "\"x\"");
            response.setHeader("Content-Disposition", "attachment");
            throw new ProblemException(ProblemType.RANGE_NOT_SATISFIABLE, "The file has 10 bytes.");
        }

        @GetMapping("/full")
        void full() {
            throw new ProblemException(ProblemType.NO_SPACE, "The staging area is full.");
        }

        @GetMapping("/broken")
        void broken() {
            throw new IllegalStateException("cannot open /srv/secret");
        }

        @GetMapping("/memory")
        void memory() {
            throw new OutOfMemoryError("Java heap space");
        }

        @GetMapping("/sent")
        void sent(HttpServletResponse response) throws IOException {
            response.sendError(412);
        }

        @GetMapping("/never")
        DeferredResult<String> never() {
            return new DeferredResult<>(10L);
        }

        @GetMapping("/cut")
        void cut(HttpServletResponse response) throws IOException {
            response.getOutputStream().write("half of it".getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
            throw new IllegalStateException("the file ended early");
        }
    }
}
