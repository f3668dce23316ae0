package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.PackagedService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
    void everyReferenceExists() {
        document.findValues("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.asString().substring(1)).isMissingNode())
                        .as(reference.asString())
                        .isFalse());
    }

    /** A client that is generated from the document accepts problems alone where an answer without an error has no body. */
    @Test
    void responsesWithoutABodyNeedNoAcceptableType() {
        eachOperation(operation -> {
            var bodies = operation.json.path("responses").properties().stream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .anyMatch(response -> response.getValue().has("content"));
            if (!bodies) {
                var method = operation.name.substring(0, operation.name.indexOf(' '));
                var path = operation.name.substring(operation.name.indexOf('/')).replaceAll("\\{\\w+}", "none");
                var answer = send(method.toUpperCase(Locale.ROOT), path, "", "Accept", "application/problem+json");
                // Who signs out may repeat the request: 204.
                assertThat(answer.statusCode()).as(operation.name).isIn(204, 400, 404, 415);
            }
        });
    }

    @Test
    void everyOperationRefusesAParameterThatItDoesNotHave() {
        eachOperation(operation -> {
            var method = operation.name.substring(0, operation.name.indexOf(' '));
            var path = operation.name.substring(operation.name.indexOf('/')).replaceAll("\\{\\w+}", "none");
            var types = operation.json.path("requestBody").path("content").propertyNames();
            var type = types.isEmpty() ? "application/json" : types.iterator().next();
            var answer = type.equals("application/json")
                    ? send(method.toUpperCase(Locale.ROOT), path + "?limt=3", "{}")
                    : send(method.toUpperCase(Locale.ROOT), path + "?limt=3", "", "Content-Type", type);
            assertThat(answer.statusCode()).as(operation.name).isEqualTo(400);
            assertThat(answer.body())
                    .as(operation.name)
                    .contains("\"detail\":\"Parameter limt is unknown to this operation.\"", "\"parameter\":\"limt\"");
        });
    }

    @Test
    void noTextEndsTheCommentOfAGeneratedClient() {
        assertThat(document.findValuesAsString("description"))
                .noneMatch(text -> text.contains("*/"))
                .hasSizeGreaterThan(100);
    }

    /** An enumeration without a name is another type in a generated client wherever it is used. */
    @Test
    void anEnumerationOfSeveralPlacesHasAName() {
        var schemas = document.path("components").path("schemas");
        var unnamed = new ArrayList<String>();
        schemas.forEach(
                schema -> schema.path("properties").findValues("enum").forEach(it -> unnamed.add(it.toString())));
        var values = schemas.valueStream()
                .flatMap(schema -> schema.path("enum").valueStream())
                .map(JsonNode::asString)
                .toList();

        assertThat(unnamed).doesNotHaveDuplicates().isNotEmpty();
        assertThat(values)
                .as("values of named enumerations, which are constants in one name space in Go")
                .doesNotHaveDuplicates()
                .contains("incrementalBackup", "salvage");
    }

    @Test
    void aRestrictedValueHasTheTypeOfItsSchema() {
        for (var schema : document.findParents("enum")) {
            for (var value : schema.path("enum")) {
                assertThat(value.isString())
                        .as(schema.toString())
                        .isEqualTo(schema.path("type").asString("").equals("string"));
            }
        }
    }

    /** Generated clients send the defaults of the document. */
    @ParameterizedTest
    @ValueSource(strings = {"backup", "incrementalBackup", "restore"})
    void theDefaultsOfAnAppendAreAcceptedInEverySession(String type) {
        var bundle = JSON.createObjectNode().put("bundleName", "com.example.none");
        document.at("/components/schemas/BundleToAppend/properties").properties().stream()
                .filter(member -> member.getValue().has("default"))
                .forEach(member -> bundle.set(member.getKey(), member.getValue().path("default")));
        var request = JSON.createObjectNode().put("type", type);
        request.putArray("bundles").add(bundle);
        if (type.equals("restore")) {
            request.putObject("remoteCapabilities").putArray("bundleInfos");
        }

        var answer = send("POST", "/api/v1/sessions", request.toString());

        assertThat(bundle.size()).isGreaterThan(3);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void everyExampleOfABodyIsAccepted() {
        var examples = document.at("/paths/~1api~1v1~1sessions/post/requestBody/content/application~1json/examples");

        assertThat(examples.propertyNames()).containsExactly("backup", "increment", "restore");
        for (var example : examples) {
            var answer = send("POST", "/api/v1/sessions", example.path("value").toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    @Test
    void membersThatAreAlwaysThereAreRequired() {
        var without = document.at("/components/schemas").properties().stream()
                .filter(schema -> schema.getValue().has("properties"))
                .filter(schema -> schema.getValue().path("required").isEmpty())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(without)
                .containsExactlyInAnyOrder("EventData", "Issuer", "PublishOptions", "Retention", "SnapshotChange");
        assertThat(JSON.convertValue(document.at("/components/schemas/Upload/required"), List.class))
                .isEqualTo(List.of("complete", "manifest", "offset", "uri"));
    }

    @Test
    void aProblemHasTheMembersThatItsTypesAdd() {
        assertThat(document.at("/components/schemas/Problem/properties").propertyNames())
                .contains("errors", "missing", "sessionInfo", "line", "offset", "limit");
    }

    @Test
    void tagsAreInTheOrderOfAClientsWork() {
        assertThat(document.path("tags")
                        .valueStream()
                        .map(tag -> tag.path("name").asString()))
                .startsWith("Service", "Bundles", "Sessions")
                .endsWith("Runs", "Access");
    }

    @Test
    void theDashboardIsServedAndLeadsToTheApi() {
        var page = send("GET", "/", "", "Accept", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        var links = Pattern.compile("(?:href)=\"([^\"]+)\"").matcher(page.body());
        var seen = new ArrayList<String>();
        while (links.find()) {
            seen.add(links.group(1));
            assertThat(send("GET", "/" + links.group(1), "").statusCode())
                    .as(links.group(1))
                    .isEqualTo(200);
        }
        assertThat(seen).contains("swagger-ui/index.html", "style/base.css");
    }

    @Test
    void theDocumentOfTheEventsIsServedToAll() throws Exception {
        var unknown = HttpRequest.newBuilder(
                URI.create(Objects.requireNonNull(service).address() + "/asyncapi.yaml"));
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(unknown.build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
            assertThat(answer.body())
                    .isEqualTo(Files.readString(Path.of("src", "main", "resources", "static", "asyncapi.yaml")));
        }
    }

    @Test
    void theDocumentOpensInABrowser() throws Exception {
        var page = get("/swagger-ui/index.html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(get("/v3/api-docs/swagger-config").body()).contains("/v3/api-docs");
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            return Objects.requireNonNull(service).send(method, path, body, headers);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
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

    /**
     * Members by name, tags by name, a line each: the order in which Spring finds controllers is nobody's contract. A file has no
     * address that {@code /} could be relative to: it names the default address.
     */
    private static String normalised(JsonNode document) {
        var file = (ObjectNode) document.deepCopy();
        ((ObjectNode) file.at("/servers/0"))
                .put("url", "http://127.0.0.1:8080")
                .put("description", "The default address");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(file)) + "\n";
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
