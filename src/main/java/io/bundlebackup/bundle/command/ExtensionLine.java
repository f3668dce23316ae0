package io.bundlebackup.bundle.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of a command's standard output that is for clients: a JSON object with {@code progressInfo} or {@code resultInfo}. Immutable.
 *
 * @param progress the content of {@code onProcess}; empty if the line has none
 * @param result the content of {@code onResultReport}; empty if the line has none
 */
record ExtensionLine(List<Map<String, Object>> progress, List<Map<String, Object>> result) {
    private static final int MAX_DEPTH = 32;
    private static final int LONGEST_NAME = 256;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Parses a line; null if the line is not such an object and belongs into the log. */
    static @Nullable ExtensionLine parse(String line) {
        if (!line.strip().startsWith("{")) {
            return null;
        }
        try {
            var json = JSON.readTree(line);
            var progress = json.get("progressInfo");
            var result = json.get("resultInfo");
            if (!json.isObject() || progress == null && result == null) {
                return null;
            }
            var steps = progress == null ? List.<Map<String, Object>>of() : steps(progress);
            var results = result == null ? List.<Map<String, Object>>of() : results(result);
            return steps == null || results == null ? null : new ExtensionLine(steps, results);
        } catch (JacksonException | NumberFormatException e) {
            // The latter is what BigDecimal says of an exponent beyond 32 bits.
            return null;
        }
    }

    private static @Nullable List<Map<String, Object>> steps(JsonNode array) {
        var steps = new ArrayList<Map<String, Object>>();
        for (var each : array) {
            var step = step(each);
            if (step == null) {
                return null;
            }
            steps.add(step);
        }
        return array.isArray() ? steps : null;
    }

    /** As the events describe it: a name, a number, perhaps the number at the end. */
    private static @Nullable Map<String, Object> step(JsonNode json) {
        var name = json.path("name");
        var total = json.get("total");
        var isPercentage = json.get("isPercentage");
        boolean fits = name.isString()
                && name.stringValue().length() <= LONGEST_NAME
                && isCount(json.path("processed"))
                && (total == null || isCount(total))
                && (isPercentage == null || isPercentage.isBoolean());
        if (!fits) {
            return null;
        }
        var step = new LinkedHashMap<String, Object>();
        step.put("name", name.stringValue());
        step.put("processed", json.path("processed").longValue());
        if (total != null) {
            step.put("total", total.longValue());
        }
        step.put("isPercentage", isPercentage != null && isPercentage.booleanValue());
        return step;
    }

    private static boolean isCount(JsonNode json) {
        return json.isNumber()
                && json.canConvertToLong()
                && json.decimalValue().stripTrailingZeros().scale() <= 0
                && json.decimalValue().compareTo(BigDecimal.ZERO) >= 0;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable List<Map<String, Object>> results(JsonNode array) {
        var fits = array.isArray()
                && array.valueStream()
                        .allMatch(each -> each.isObject() && each.path("type").isString());
        return fits
                ? array.valueStream()
                        .map(each -> (Map<String, Object>) JSON.treeToValue(each, Map.class))
                        .toList()
                : null;
    }
}
