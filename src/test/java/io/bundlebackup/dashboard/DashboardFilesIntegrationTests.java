package io.bundlebackup.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardFilesIntegrationTests extends JourneyTest {
    private static final Path FILES = Path.of("src/main/resources/static");

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

    /** More than a visit to every page needs; documents and licences are not loaded by a page. */
    @Test
    void allFilesOfTheDashboardNeedAtMost250KilobytesOnTheWire() throws IOException {
        long bytes = 0;
        for (var file : files()) {
            bytes += stranger.get(file, "Accept-Encoding", "gzip").is(200).body().length;
        }
        assertThat(bytes).as(files().size() + " files").isBetween(20_000L, 250_000L);
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
