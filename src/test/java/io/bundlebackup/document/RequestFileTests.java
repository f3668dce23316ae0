package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code http-examples/backup.http} has every call that the API has, and no other. */
class RequestFileTests {
    private static final Pattern REQUEST = Pattern.compile("(?m)^(GET|POST|PUT|PATCH|DELETE) \\{\\{url}}([^?\\s]*)");

    /** {@code # operationId} or {@code # operationId: what it does}. */
    private static final Pattern NAMED = Pattern.compile("(?m)^ *# (\\w+)(?::.*)?$");

    @Test
    void hasEveryCallOfTheApiAndNoOther() throws IOException {
        var shown = new TreeSet<String>();
        REQUEST.matcher(Files.readString(Path.of("http-examples/backup.http")))
                .results()
                .forEach(request -> shown.add(request.group(1) + " " + blank(request.group(2))));

        assertThat(shown).containsExactlyInAnyOrderElementsOf(operations());
    }

    @Test
    void theScriptHasALineOfCurlForEveryCallAndNoOther() throws IOException {
        var named = NAMED.matcher(Files.readString(Path.of("http-examples/every-call.sh")))
                .results()
                .map(call -> call.group(1))
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(operationIds());
    }

    private static List<String> operationIds() throws IOException {
        return api().path("paths").findValuesAsString("operationId");
    }

    private static List<String> operations() throws IOException {
        return api().path("paths").properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + blank(path.getKey())))
                .toList();
    }

    private static JsonNode api() throws IOException {
        return new JsonMapper().readTree(Files.readString(Path.of("docs/openapi.json")));
    }

    /** {@code /sessions/{sessionId}} and {@code /sessions/{{session}}} are the same place. */
    private static String blank(String path) {
        return path.replaceAll("\\{+\\w+}+", "{}");
    }
}
