package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenAPI document says of sessions. */
class SessionOpenApiTests extends SessionApiTestBase {
    private static final String S = "/api/v1/sessions/{sessionId}";
    private static final String B = S + "/bundles/{bundleName}";

    private JsonNode api = JsonMapper.shared().nullNode();

    @BeforeEach
    void fetch() {
        api = alice.get("/v3/api-docs").is(200).json();
    }

    private JsonNode operation(String method, String path) {
        return api.path("paths").path(path).path(method);
    }

    private List<String> parameters(String method, String path) {
        var names = new ArrayList<String>();
        operation(method, path)
                .path("parameters")
                .forEach(p ->
                        names.add(p.path("in").asString() + " " + p.path("name").asString()));
        return names;
    }

    @ParameterizedTest
    @CsvSource({
        "post,/api/v1/sessions,createSession,201",
        "get,/api/v1/sessions,listSessions,200",
        "get," + S + ",getSession,200",
        "delete," + S + ",releaseSession,204",
        "get," + S + "/capabilities,getSessionCapabilities,200",
        "post," + S + "/data-size,scanDataSize,202",
        "get," + S + "/data-size,getDataSize,200",
        "post," + S + "/bundles,appendBundles,202",
        "get," + S + "/bundles,listSessionBundles,200",
        "get," + B + ",getSessionBundle,200",
        "delete," + B + ",withdrawBundle,204",
        "put," + B + "/timer,updateTimer,200",
        "put," + B + "/send-rate,updateSendRate,200",
        "put," + B + "/priority,updatePriority,200",
        "post," + B + "/cancel,cancelBundle,200",
        "get," + B + "/report,getReport,200",
        "get,/api/v1/status,getStatus,200",
        "get,/api/v1/queue,getQueue,200"
    })
    void describesEveryOperation(String method, String path, String id, String status) {
        var operation = operation(method, path);

        assertThat(operation.path("operationId").asString()).isEqualTo(id);
        assertThat(operation.path("summary").asString()).isNotBlank();
        assertThat(operation.path("responses").path(status).isObject()).isTrue();
        assertThat(parameters(method, path)).doesNotContain("query caller", "query key", "header caller");
    }

    @Test
    void describesTheParametersOfALongList() {
        assertThat(parameters("get", "/api/v1/sessions"))
                .containsExactly("query state", "query type", "query bundleName", "query limit", "query after");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/sessions", S + "/data-size", S + "/bundles", B + "/cancel", "/api/v1/capabilities"})
    void offersAnIdempotencyKeyAtEveryPost(String path) {
        assertThat(parameters("post", path)).contains("header Idempotency-Key");
    }

    @Test
    void refersToTheCapabilityFile() {
        var schema = operation("get", S + "/capabilities")
                .path("responses")
                .path("200")
                .path("content")
                .path("application/json")
                .path("schema");

        assertThat(schema.path("$ref").asString()).isEqualTo("#/components/schemas/CapabilityFile");
        var infos = api.at("/components/schemas/CapabilityFile/properties/bundleInfos/items/$ref");
        assertThat(infos.asString()).isEqualTo("#/components/schemas/BundleInfo");
    }

    @Test
    void tellsWhatSessionsOfAllTypesTakeAndKeepsTheRestToItself() {
        var members = api.at("/components/schemas/BundleToAppend/properties").propertyNames();

        assertThat(members)
                .containsExactlyInAnyOrder(
                        "bundleName",
                        "priority",
                        "timeout",
                        "sendRate",
                        "parameters",
                        "info",
                        "lastIncrementalTime",
                        "previousGeneration",
                        "restoreTo",
                        "restoreMode",
                        "allowDowngrade",
                        "fromSnapshot",
                        "paths");
        assertThat(api.at("/components/schemas/BundleToAppend/properties/info/type")
                        .asString())
                .as(api.at("/components/schemas/BundleToAppend").toString())
                .isEqualTo("object");
        assertThat(api.at("/components/schemas").propertyNames()).doesNotContain("JsonText", "Entry");
    }
}
