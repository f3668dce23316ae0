package io.bundlebackup.hostile.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation of the OpenAPI document.
 *
 * @param mediaType of its body; null if it has none
 * @param body the schema of its body, with references resolved
 * @param responses what the document says of each status
 */
record Operation(
        String id,
        String method,
        String path,
        List<Parameter> parameters,
        @Nullable String mediaType,
        @Nullable JsonNode body,
        Map<Integer, String> responses) {

    /** @param place {@code path}, {@code query} or {@code header} */
    record Parameter(String name, String place, boolean required, JsonNode schema) {}

    boolean hasJson() {
        return "application/json".equals(mediaType);
    }

    /** The schema of its body; only if it has a body. */
    JsonNode schema() {
        if (body == null) {
            throw new IllegalStateException(id + " has no body");
        }
        return body;
    }

    List<Parameter> in(String place) {
        return parameters.stream()
                .filter(parameter -> parameter.place().equals(place))
                .toList();
    }

    /** All operations of a document, in its order. */
    static List<Operation> of(JsonNode document) {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry(
                        (method, operation) -> operations.add(of(document, method, path, operation))));
        return operations;
    }

    private static Operation of(JsonNode document, String method, String path, JsonNode operation) {
        var parameters = new ArrayList<Parameter>();
        for (var parameter : operation.path("parameters")) {
            parameters.add(new Parameter(
                    parameter.path("name").asString(),
                    parameter.path("in").asString(),
                    parameter.path("required").asBoolean(false),
                    Schemas.resolved(document, parameter.path("schema"))));
        }
        var content = operation.path("requestBody").path("content").properties().stream()
                .findFirst()
                .orElse(null);
        var responses = new TreeMap<Integer, String>();
        operation
                .path("responses")
                .forEachEntry((status, response) -> responses.put(
                        Integer.valueOf(status), response.path("description").asString("")));
        return new Operation(
                operation.path("operationId").asString(),
                method.toUpperCase(),
                path,
                parameters,
                content == null ? null : content.getKey(),
                content == null
                        ? null
                        : Schemas.resolved(document, content.getValue().path("schema")),
                responses);
    }
}
