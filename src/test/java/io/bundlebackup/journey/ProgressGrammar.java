package io.bundlebackup.journey;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code onProcess} has to tell of each bundle: files and bytes that grow to the total, which is reached if nothing failed. */
final class ProgressGrammar {
    private final Map<String, JsonNode> last = new HashMap<>();

    /** Some of their files failed. */
    private final Set<String> failed = new HashSet<>();

    void read(String bundle, JsonNode event, Consumer<String> wrong) {
        var result = event.path("data").path("process").path("processResult");
        if (result.has("errorInfo")) {
            failed.add(bundle);
            return;
        }
        if (isOfTheApplication(result)) {
            return;
        }
        var before = last.put(bundle, result);
        for (int i = 0; i < 2; i++) {
            var step = step(result, i);
            var total = step.path("total").asLong(Long.MAX_VALUE);
            if (processed(result, i) > total) {
                wrong.accept("no more than the total");
            }
            if (before != null && processed(result, i) < processed(before, i)) {
                wrong.accept("it grows");
            }
        }
        if (result.has("rate") && result.path("rate").asLong(-1) < 0
                || result.has("etaSeconds") && result.path("etaSeconds").asLong(-1) < 0) {
            wrong.accept("no rate and no time is negative");
        }
    }

    /** A bundle completed without failures. */
    void completed(String bundle, Consumer<String> wrong) {
        if (failed.contains(bundle)) {
            return;
        }
        @Nullable JsonNode result = last.get(bundle);
        for (int i = 0; i < 2; i++) {
            if (result == null
                    || processed(result, i) != step(result, i).path("total").asLong(-1)) {
                wrong.accept("the last onProcess reaches the total");
            }
        }
    }

    /** What an application's commands say counts what they like. */
    private static boolean isOfTheApplication(JsonNode result) {
        return !Set.of("files", "bytes").contains(step(result, 0).path("name").asString(""));
    }

    private static JsonNode step(JsonNode result, int number) {
        return result.path("resultInfo").path("progressInfo").path(number);
    }

    private static long processed(JsonNode result, int number) {
        return step(result, number).path("processed").asLong(-1);
    }
}
