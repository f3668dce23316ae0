package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the commands that {@code docs/vault.md} has for reading a vault without this service. */
@ExtendWith(Restic.Required.class)
class VaultDocumentIntegrationTests extends JourneyTest {
    private static final Pattern COMMANDS = Pattern.compile("(?s)\n## Reading a vault without.*?```sh\n(.*?)```");
    private static final String BUNDLE = "com.example.hiworld";
    private static final int SECONDS = 60;

    private void backUp() {
        var run = alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + BUNDLE + "\"]}")
                .is(202)
                .json();
        var url = "/api/v1/runs/" + run.path("runs").path(0).path("runId").asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        alice.get(url).is(200).json().path("outcome").asString().equals("completed"));
    }

    @Test
    void resticReadsAVaultByTheCommandsOfTheDocument() throws IOException, InterruptedException {
        service.bundleNamed(
                BUNDLE,
                "{\"versionCode\":1000000,\"versionName\":\"1\"}",
                SourceTree.dir("preferences", SourceTree.file("settings.json", "{}")),
                SourceTree.file("big.bin", 1_500_000));
        backUp();
        var commands = COMMANDS.matcher(Files.readString(Path.of("docs/vault.md")));
        assertThat(commands.find()).isTrue();
        Files.createSymbolicLink(folder.resolve("data"), service.data());
        var output = folder.resolve("output");
        var builder = new ProcessBuilder("bash", "-euc", commands.group(1))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("RESTIC_CACHE_DIR", folder.resolve("cache").toString());
        var process = builder.start();

        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);

        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(output).content().contains("generation:", "no errors were found");
        assertThat(folder.resolve("settings.json")).hasContent("{}");
        var source = service.source(BUNDLE);
        for (var path : new String[] {"preferences/settings.json", "big.bin"}) {
            assertThat(folder.resolve("restored/data").resolve(path))
                    .hasBinaryContent(Files.readAllBytes(source.resolve(path)));
        }
    }
}
