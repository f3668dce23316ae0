package io.bundlebackup.document;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code http-examples/backup.http}, sent from top to bottom by somebody who pastes, saves and repeats what its comments ask for. */
class RequestFileIntegrationTests extends JourneyTest {
    private static final Pattern VARIABLE = Pattern.compile("(?m)^@(\\w+) = (.*)$");
    private static final Pattern USE = Pattern.compile("\\{\\{(\\w+)}}");
    /** In a comment: the status that the request is answered with, always or on a condition. */
    private static final Pattern REFUSAL = Pattern.compile("\\((4\\d\\d)( if [^)]*)?\\)");

    private static final Pattern REQUEST = Pattern.compile("(?ms)^(?:GET|HEAD|POST|PUT|PATCH|DELETE) .*");

    /** Where in the last answer is what is to be pasted. */
    private static final Map<String, String> PASTED = Map.ofEntries(
            Map.entry("session", "/sessionId"),
            Map.entry("restore", "/sessionId"),
            Map.entry("increment", "/sessionId"),
            Map.entry("some", "/sessionId"),
            Map.entry("salvage", "/sessionId"),
            Map.entry("uri", "/files/0/uri"),
            Map.entry("sha256", "/files/0/sha256"),
            Map.entry("upload", "/missing/0/uri"),
            Map.entry("run", "/runs/0/runId"),
            Map.entry("snapshot", "/snapshots/0/snapshotId"),
            Map.entry("fromVault", "/sessionId"),
            Map.entry("previous", "/previous/0/id"));

    private final Map<String, String> values = new HashMap<>();
    private JsonNode last = JsonNodeFactory.instance.objectNode();

    @Test
    void worksFromTopToBottom() throws Exception {
        values.put("bundle", service.bundle(file("settings", "as they were")));
        values.put("url", "http://127.0.0.1:" + service.port());
        values.put("token", RunningService.ALICE);
        var blocks =
                List.of(Files.readString(Path.of("http-examples/backup.http")).split("(?m)^### ?"));
        try (var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < blocks.size(); i++) {
                var block = blocks.get(i);
                paste(block);
                var request = REQUEST.matcher(block);
                if (request.find()) {
                    take(block, http.send(request(request.group()), HttpResponse.BodyHandlers.ofByteArray()));
                }
                if (block.startsWith("Close the file") && !"manage.json".equals(values.get("uri"))) {
                    i = start(blocks, "The files that are ready, of this bundle") - 1;
                }
            }
        }
        assertThat(values).doesNotContainValue("");
    }

    private static int start(List<String> blocks, String comment) {
        return blocks.indexOf(blocks.stream()
                .filter(block -> block.startsWith(comment))
                .findFirst()
                .orElseThrow());
    }

    private void paste(String block) {
        VARIABLE.matcher(block).results().forEach(variable -> {
            var name = variable.group(1);
            var pointer = PASTED.get(name);
            if (pointer != null) {
                values.put(name, last.at(pointer).asString(""));
            } else {
                values.putIfAbsent(name, variable.group(2));
            }
        });
    }

    private String filled(String text) {
        return USE.matcher(text).replaceAll(use -> Objects.requireNonNull(values.get(use.group(1)), use.group()));
    }

    private HttpRequest request(String text) throws Exception {
        var parts = filled(text).strip().split("\n\n", 2);
        var lines = parts[0].split("\n");
        var first = lines[0].split(" ", 2);
        var request = HttpRequest.newBuilder(URI.create(first[1])).method(first[0], body(parts));
        for (int i = 1; i < lines.length; i++) {
            var header = lines[i].split(": ", 2);
            request.header(header[0], header[1]);
        }
        return request.build();
    }

    private BodyPublisher body(String... parts) throws Exception {
        if (parts.length == 1) {
            return BodyPublishers.noBody();
        }
        return parts[1].startsWith("< ")
                ? BodyPublishers.ofFile(folder.resolve(parts[1].substring(2)))
                : BodyPublishers.ofString(parts[1]);
    }

    /** Sees that it is what the comment lets expect, and saves it where that says so. */
    private void take(String block, HttpResponse<byte[]> answer) throws Exception {
        var comment = block.lines().findFirst().orElse("");
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        var refusal = REFUSAL.matcher(comment);
        boolean mayBeRefused = refusal.find();
        if (!mayBeRefused || answer.statusCode() != Integer.parseInt(refusal.group(1))) {
            assertThat(mayBeRefused && refusal.group(2) == null)
                    .as(block + text)
                    .isFalse();
            assertThat(answer.statusCode() / 100).as(block + text).isEqualTo(2);
        }
        if (answer.headers().firstValue("Content-Type").orElse("").contains("json")) {
            last = Answer.parse(text);
        }
        if (comment.startsWith("Fetch the file")) {
            Files.write(folder.resolve(values.getOrDefault("uri", "")), answer.body());
        } else if (comment.startsWith("Its manifest")) {
            Files.write(folder.resolve(values.get("uri") + ".manifest"), answer.body());
        } else if (comment.startsWith("The result")) {
            assertThat(last.path("outcome").asString("")).isEqualTo("completed");
        }
    }
}
