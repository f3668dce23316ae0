package io.bundlebackup.session.web;

import java.io.StringWriter;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of the client: kept as text, with every number as written. Only {@code app_mapping_relation} is read.
 *
 * @param text the object
 * @param mapsApplications whether there is an {@code app_mapping_relation} in it, which is an instruction to this service
 */
@JsonDeserialize(using = JsonText.Reader.class)
record JsonText(String text, boolean mapsApplications) {
    private static final String MAPPING = "app_mapping_relation";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Where the data of a bundle is to go, if an {@code app_mapping_relation} says so: an object of that {@code type}, anywhere, with a
     * list {@code detail} of {@code {"source","target"}}. The first one counts.
     */
    Optional<String> mappedTo(String bundleName) {
        return mapsApplications ? target(JSON.readTree(text), bundleName) : Optional.empty();
    }

    /** As deep as JSON may be, which is bounded. */
    private static Optional<String> target(JsonNode node, String source) {
        if (node.isObject() && MAPPING.equals(node.path("type").asString(""))) {
            for (var pair : node.path("detail")) {
                if (pair.path("source").asString("").equals(source)
                        && pair.path("target").isString()) {
                    return Optional.of(pair.path("target").asString());
                }
            }
        }
        for (var child : node) {
            var found = target(child, source);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    static final class Reader extends ValueDeserializer<JsonText> {
        @Override
        public JsonText deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                return (JsonText) context.handleUnexpectedToken(JsonText.class, json);
            }
            var text = new StringWriter();
            var mapped = false;
            try (var copy = context.tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), text)) {
                var depth = 0;
                do {
                    mapped |= isMapping(json);
                    copy.copyCurrentEventExact(json);
                    depth += depthOf(json.currentToken());
                } while (depth > 0 && json.nextToken() != null);
            }
            return new JsonText(text.toString(), mapped);
        }

        private static int depthOf(JsonToken token) {
            return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }

        private static boolean isMapping(JsonParser json) {
            return switch (json.currentToken()) {
                case PROPERTY_NAME -> MAPPING.equals(json.currentName());
                case VALUE_STRING -> "type".equals(json.currentName()) && MAPPING.equals(json.getString());
                default -> false;
            };
        }
    }
}
