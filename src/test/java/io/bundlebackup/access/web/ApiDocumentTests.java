package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@Import(ApiDocumentTests.DocumentedController.class)
class ApiDocumentTests extends EdgeTest {
    @Test
    void saysWhatItIsAndHowToGetIn() throws Exception {
        JsonNode api = document();

        assertThat(api.path("openapi").asString()).startsWith("3.1");
        assertThat(api.path("info").path("title").asString()).isEqualTo("Bundle Backup");
        assertThat(api.path("info").path("version").asString()).isEqualTo("1");
        assertThat(api.at("/servers/0/url").asString()).isEqualTo("/");
        assertThat(api.at("/components/securitySchemes/bearer/scheme").asString())
                .isEqualTo("bearer");
        assertThat(api.path("security").toString()).isEqualTo("[{\"bearer\":[]}]");
    }

    @Test
    void listsTheProblemsOfAnOperation() throws Exception {
        JsonNode responses = document().at("/paths/~1api~1v1~1documented~1{name}/get/responses");

        assertThat(responses.propertyNames()).contains("200", "400", "401", "403", "404", "409", "500", "507");
        assertThat(responses.at("/409/description").asString()).contains("`bundle-held` (13500013)", "`session-ended`");
        assertThat(responses.at("/403/description").asString())
                .contains("`permission-denied`", "`not-a-system-caller`");
        assertThat(responses
                        .at("/404/content/application~1problem+json/schema/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/Problem");
        assertThat(responses.at("/507/headers/Retry-After").isMissingNode()).isFalse();
        assertThat(responses.at("/401/headers/WWW-Authenticate").isMissingNode())
                .isFalse();
    }

    @Test
    void asksForNoTokenWhereNoneIsNeeded() throws Exception {
        JsonNode operation = document().at("/paths/~1api~1v1~1documented~1open/get");

        assertThat(operation.path("responses").propertyNames()).containsExactlyInAnyOrder("200", "400", "500");
        assertThat(operation.path("security").toString()).isEqualTo("[]");
    }

    @Test
    void describesAProblem() throws Exception {
        JsonNode problem = document().at("/components/schemas/Problem");

        assertThat(problem.path("type").asString()).isEqualTo("object");
        assertThat(problem.path("properties").propertyNames())
                .contains("type", "title", "status", "detail", "instance", "code", "errors", "missing", "sessionInfo");
        assertThat(document().at("/components/schemas/InvalidPart/properties").propertyNames())
                .containsExactlyInAnyOrder("pointer", "parameter", "detail");
    }

    @Test
    void documentsOperationsOfTheProductOnly() throws Exception {
        assertThat(document().path("paths").propertyNames()).allMatch(path -> path.startsWith("/api/v1/"));
    }

    private JsonNode document() throws Exception {
        return client.send(client.anonymous("/v3/api-docs")).json();
    }

    @RestController
    static class DocumentedController {
        @GetMapping("/api/v1/documented/{name}")
        @ProblemResponses({
            ProblemType.NO_SUCH_SESSION,
            ProblemType.SESSION_ENDED,
            ProblemType.BUNDLE_HELD,
            ProblemType.NO_SPACE
        })
        String documented(@PathVariable("name") String name) {
            return name;
        }

        @GetMapping("/api/v1/documented/open")
        @SecurityRequirements
        String open() {
            return "";
        }
    }
}
