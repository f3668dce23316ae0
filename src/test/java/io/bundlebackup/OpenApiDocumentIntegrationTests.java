package io.bundlebackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI document of the packaged service: complete enough to make a client of, and the same as {@code docs/openapi.json}, so
 * that every change of the contract is seen in a review. To accept a change: {@code mvn verify -Dopenapi.write=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiDocumentIntegrationTests {
    private static final Path COMMITTED = Path.of("docs", "openapi.json");
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final JsonMapper JSON = new JsonMapper();

    private @Nullable PackagedService service;
    private JsonNode document = JSON.nullNode();

    private record Operation(String name, JsonNode json) {}

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        service = PackagedService.start(directory);
        document = JSON.readTree(get("/v3/api-docs").body());
    }

    @AfterAll
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void isTheCommittedDocument() throws Exception {
        var present = normalised(document);
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, present);
        }

        assertThat(present)
                .as("the API has changed; look at the difference, and accept it with -Dopenapi.write=true")
                .isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void everyOperationHasAnIdOfItsOwnASummaryAndATag() {
        var ids = new HashSet<String>();
        eachOperation(operation -> {
            assertThat(operation.json.path("operationId").asString(""))
                    .as(operation.name)
                    .isNotBlank()
                    // springdoc makes "get_1" of a name used twice.
                    .doesNotContain("_");
            assertThat(ids.add(operation.json.path("operationId").asString()))
                    .as(operation.name)
                    .isTrue();
            assertThat(operation.json.path("summary").asString(""))
                    .as(operation.name)
                    .isNotBlank();
            assertThat(operation.json.path("tags")).as(operation.name).isNotEmpty();
        });
    }

    @Test
    void everyParameterInAPathIsDeclaredAndDescribed() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> {
                            var declared = new ArrayList<String>();
                            for (var parameter : method.getValue().path("parameters")) {
                                if (parameter.path("in").asString().equals("path")) {
                                    declared.add("{" + parameter.path("name").asString() + "}");
                                    assertThat(parameter.path("description").asString(""))
                                            .as(method.getKey() + " " + path.getKey() + " " + parameter.path("name"))
                                            .isNotBlank();
                                }
                            }
                            var named = Arrays.stream(path.getKey().split("/"))
                                    .filter(segment -> segment.startsWith("{"))
                                    .toList();
                            assertThat(declared).as(path.getKey()).containsExactlyInAnyOrderElementsOf(named);
                        }));
    }

    @Test
    void everyErrorIsAProblem() {
        eachOperation(operation -> {
            var errors = operation.json.path("responses").properties().stream()
                    .filter(response -> response.getKey().compareTo("400") >= 0)
                    .toList();
            assertThat(errors).as(operation.name).isNotEmpty();
            for (var error : errors) {
                var content = error.getValue().path("content");
                assertThat(content.propertyNames())
                        .as(operation.name + " " + error.getKey())
                        .containsExactly("application/problem+json");
                assertThat(content.at("/application~1problem+json/schema/$ref").asString(""))
                        .as(operation.name + " " + error.getKey())
                        .isEqualTo("#/components/schemas/Problem");
            }
        });
    }

    @Test
    void everyAnswerWithoutAnErrorSaysWhatItIs() {
        eachOperation(operation -> operation.json.path("responses").properties().stream()
                .filter(response ->
                        response.getKey().equals("200") || response.getKey().equals("206"))
                .forEach(response -> {
                    assertThat(response.getValue().path("content").propertyNames())
                            .as(operation.name)
                            .isNotEmpty()
                            .doesNotContain("*/*");
                    assertThat(response.getValue().path("description").asString(""))
                            .as(operation.name)
                            .isNotBlank();
                }));
    }

    @Test
    void theContentOfAFileIsBytes() {
        var file = document.path("paths")
                .path("/api/v1/sessions/{sessionId}/bundles/{bundleName}/files/{uri}")
                .path("get")
                .path("responses");

        for (var status : List.of("200", "206")) {
            var schema = file.path(status).at("/content/application~1octet-stream/schema");
            assertThat(schema.path("type").asString("")).isEqualTo("string");
            assertThat(schema.path("format").asString("")).isEqualTo("binary");
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        document.findValues("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.asString().substring(1)).isMissingNode())
                        .as(reference.asString())
                        .isFalse());
    }

    @Test
    void canBeTriedInABrowser() throws Exception {
        var page = get("/swagger-ui/index.html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(get("/v3/api-docs/swagger-config").body()).contains("/v3/api-docs");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return Objects.requireNonNull(service).get(path);
    }

    private void eachOperation(Consumer<Operation> check) {
        var seen = new ArrayList<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> new Operation(method.getKey() + " " + path.getKey(), method.getValue()))
                        .forEach(operation -> {
                            seen.add(operation.name);
                            check.accept(operation);
                        }));
        assertThat(seen).hasSizeGreaterThan(20);
    }

    /** Members by name, tags by name, a line each: the order in which Spring finds controllers is nobody's contract. */
    private static String normalised(JsonNode document) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(document)) + "\n";
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            if (members.get("tags") instanceof List<?> tags) {
                members.put(
                        "tags",
                        tags.stream()
                                .sorted(Comparator.comparing(String::valueOf))
                                .toList());
            }
            return members;
        }
        return node.isArray()
                ? node.valueStream()
                        .map(OpenApiDocumentIntegrationTests::sorted)
                        .toList()
                : node;
    }
}
