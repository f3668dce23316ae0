package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code asyncapi.yaml}, and whether a frame is what it says. Knows as much of JSON Schema as the document uses, and takes a
 * member that the document does not name for an error, as well as a keyword that this class does not know. Thread-safe.
 */
public final class EventDocument {
    private static final Set<String> KEYWORDS = Set.of(
            "$ref",
            "type",
            "const",
            "enum",
            "oneOf",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "pattern",
            "minimum",
            // "time" has a pattern too.
            "format",
            "title",
            "description");

    private static final EventDocument SHARED = load();

    private final Map<?, ?> document;

    public EventDocument() throws IOException {
        try (var text = Files.newBufferedReader(Path.of("src", "main", "resources", "static", "asyncapi.yaml"))) {
            document = new Yaml().load(text);
        }
    }

    private static EventDocument load() {
        try {
            return new EventDocument();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The deviations of a frame from the document that all tests share; empty if there are none. */
    public static List<String> deviations(JsonNode frame) {
        return SHARED.wrong(frame);
    }

    /** The types of the messages of a channel. */
    Set<String> messages(String channel) {
        var names = new LinkedHashMap<String, Object>();
        at("#/channels/" + channel + "/messages").forEach((name, message) -> names.put(String.valueOf(name), message));
        return names.keySet();
    }

    /** Fails unless every message of a channel is described, and is in the operation. */
    void usesAllMessages(String name, String operationName) {
        var channel = at("#/channels/" + name + "/messages");
        channel.values()
                .forEach(reference -> assertThat(at(reference(reference))).isNotEmpty());
        var operation = (List<?>) at("#/operations/" + operationName).get("messages");
        assertThat(operation).hasSize(channel.size());
        assertThat(operation)
                .allSatisfy(one ->
                        assertThat(at(reference(one)).containsKey("$ref")).isTrue());
    }

    public void accepts(JsonNode frame) {
        assertThat(wrong(frame)).as("%s", frame).isEmpty();
    }

    /** As {@link #accepts}, of a frame of the channel of all sessions: its events have a cursor beside what the document of one session says. */
    void acceptsOfAll(JsonNode frame) {
        var event = frame;
        if (frame.has("seq")) {
            assertThat(frame.path("cursor").asString()).isNotEmpty();
            event = ((ObjectNode) frame.deepCopy()).without("cursor");
        }
        assertThat(wrong("callerEvents", event)).as("%s", frame).isEmpty();
    }

    /** As {@link #acceptsOfAll}, for tests of other packages. */
    public static List<String> deviationsOfAll(JsonNode frame) {
        return SHARED.wrong("callerEvents", frame);
    }

    private List<String> wrong(JsonNode frame) {
        return wrong("sessionEvents", frame);
    }

    private List<String> wrong(String channel, JsonNode frame) {
        var message =
                at("#/channels/" + channel + "/messages/" + frame.path("type").asString());
        var schema = at(reference(message) + "/payload");
        var wrong = new ArrayList<String>();
        check(schema, frame, "", wrong);
        return wrong;
    }

    private void check(Map<?, ?> given, JsonNode node, String where, List<String> wrong) {
        var schema = given.containsKey("$ref") ? at(reference(given)) : given;
        schema.keySet()
                .forEach(keyword -> require(
                        KEYWORDS.contains(String.valueOf(keyword)),
                        where + " has the unknown keyword " + keyword,
                        wrong));
        var constant = schema.get("const");
        if (constant != null && !constant.equals(node.asString())) {
            wrong.add(where + " is not " + constant);
        }
        if (schema.get("enum") instanceof List<?> values && !values.contains(node.asString())) {
            wrong.add(where + " is none of " + values);
        }
        if (schema.get("oneOf") instanceof List<?> choices) {
            checkChoices(choices, node, where, wrong);
        }
        switch (String.valueOf(schema.get("type"))) {
            case "object" -> checkObject(schema, node, where, wrong);
            case "array" -> checkArray(schema, node, where, wrong);
            case "string" -> checkString(schema, node, where, wrong);
            case "integer" -> checkInteger(schema, node, where, wrong);
            case "boolean" -> require(node.isBoolean(), where + " is no boolean", wrong);
            default -> assertThat(schema.containsKey("type")).as(where).isFalse();
        }
    }

    private void checkChoices(List<?> choices, JsonNode node, String where, List<String> wrong) {
        var matching = 0;
        for (var choice : choices) {
            var reasons = new ArrayList<String>();
            check((Map<?, ?>) choice, node, where, reasons);
            matching += reasons.isEmpty() ? 1 : 0;
        }
        require(matching == 1, where + " fits " + matching + " of its choices", wrong);
    }

    private void checkObject(Map<?, ?> schema, JsonNode node, String where, List<String> wrong) {
        require(node.isObject(), where + " is no object", wrong);
        var properties = map(schema.get("properties"), where);
        if (schema.get("required") instanceof List<?> required) {
            required.forEach(name -> require(node.has(name.toString()), where + " has no " + name, wrong));
        }
        node.properties().forEach(member -> {
            var path = where + "/" + member.getKey();
            if (properties.get(member.getKey()) instanceof Map<?, ?> property) {
                check(property, member.getValue(), path, wrong);
            } else if (!Boolean.TRUE.equals(schema.get("additionalProperties"))) {
                wrong.add(path + " is not in the document");
            }
        });
    }

    private void checkArray(Map<?, ?> schema, JsonNode node, String where, List<String> wrong) {
        require(node.isArray(), where + " is no array", wrong);
        for (int n = 0; n < node.size(); n++) {
            check(map(schema.get("items"), where), node.path(n), where + "/" + n, wrong);
        }
    }

    private static void checkString(Map<?, ?> schema, JsonNode node, String where, List<String> wrong) {
        require(node.isString(), where + " is no string", wrong);
        if (node.isString() && schema.get("pattern") instanceof String pattern) {
            require(node.asString().matches(pattern), where + " does not match " + pattern, wrong);
        }
    }

    private static void checkInteger(Map<?, ?> schema, JsonNode node, String where, List<String> wrong) {
        require(node.isIntegralNumber(), where + " is no integer", wrong);
        if (node.isIntegralNumber() && schema.get("minimum") instanceof Integer minimum) {
            require(node.asLong() >= minimum, where + " is below " + minimum, wrong);
        }
    }

    private static void require(boolean holds, String sentence, List<String> wrong) {
        if (!holds) {
            wrong.add(sentence);
        }
    }

    private static String reference(Object holder) {
        return String.valueOf(((Map<?, ?>) holder).get("$ref"));
    }

    private Map<?, ?> at(String reference) {
        Object found = document;
        for (var step : reference.substring(2).split("/")) {
            found = found instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return map(found, reference);
    }

    private static Map<?, ?> map(@Nullable Object found, String where) {
        if (found instanceof Map<?, ?> map) {
            return map;
        }
        throw new AssertionError("The document has no object at " + where);
    }
}
