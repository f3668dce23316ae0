package io.bundlebackup.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardFilesIntegrationTests extends JourneyTest {
    private static final Path FILES = Path.of("src/main/resources/static");
    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|export)\\s[^;]*?from '([./][^']+)';");
    private static final Pattern ON_DEMAND = Pattern.compile("await import\\('([^']+)'\\)");

    private HttpCaller stranger = new HttpCaller(0, "");

    @BeforeEach
    void nobody() {
        stranger = new HttpCaller(service.port(), "");
    }

    @Test
    void aBrowserKeepsAFileAndAsksWhetherItIsStillTheSame() {
        var first = stranger.get("/app/main.js").is(200);
        assertThat(first.header("Cache-Control")).contains("no-cache");
        assertThat(first.header("Last-Modified")).isEmpty();

        var again = stranger.get(
                "/app/main.js", "If-None-Match", first.header("ETag").orElseThrow());
        assertThat(again.status()).isEqualTo(304);
        var compressed = stranger.get("/app/api.js", "Accept-Encoding", "gzip").is(200);
        assertThat(compressed.header("Content-Encoding")).contains("gzip");
        var compressedAgain = stranger.get(
                "/app/api.js",
                "Accept-Encoding",
                "gzip",
                "If-None-Match",
                compressed.header("ETag").orElseThrow());
        assertThat(compressedAgain.status()).isEqualTo(304);
    }

    @Test
    void differentFilesHaveDifferentTags() {
        assertThat(stranger.get("/app/main.js").header("ETag"))
                .isNotEqualTo(stranger.get("/app/api.js").header("ETag"));
    }

    @Test
    void everyPageNeedsAtMost250KilobytesOnTheWire() throws IOException {
        var frame = Files.readString(FILES.resolve("app/frame.js"));
        var pages = match(ON_DEMAND, frame);
        assertThat(pages).hasSizeGreaterThan(5);
        for (var page : pages) {
            var needed = new TreeSet<>(files().stream()
                    .filter(file -> !file.startsWith("/app/") && !file.startsWith("/vendor/"))
                    .toList());
            addWithImports("/app/main.js", needed);
            addWithImports(resolved("/app/frame.js", page), needed);
            // Workers, which no module imports.
            addWithImports("/app/live/worker.js", needed);
            addWithImports("/app/folder/worker.js", needed);
            long bytes = 0;
            for (var file : needed) {
                bytes += stranger.get(file, "Accept-Encoding", "gzip").is(200).body().length;
            }
            assertThat(bytes).as("%s with %d files", page, needed.size()).isBetween(20_000L, 250_000L);
        }
    }

    private static void addWithImports(String file, Set<String> needed) throws IOException {
        if (needed.add(file)) {
            for (var imported : match(IMPORT, Files.readString(FILES.resolve(file.substring(1))))) {
                addWithImports(resolved(file, imported), needed);
            }
        }
    }

    private static String resolved(String from, String name) {
        return Path.of(from).resolveSibling(name).normalize().toString();
    }

    private static List<String> match(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void everyFileIsOpenToSomebodyWhoIsNotSignedIn() throws IOException {
        for (var file : files()) {
            stranger.get(file).is(200);
        }
        stranger.get("/").is(200);
    }

    private static List<String> files() throws IOException {
        try (var found = Files.walk(FILES)) {
            return found.filter(Files::isRegularFile)
                    .map(file -> "/" + FILES.relativize(file))
                    .filter(file -> !file.endsWith(".yaml") && !file.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
