package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.PackagedService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what {@code README.md} shows under "Try it", in a directory with copies of the files of a clone.
 *
 * <p>The first command is {@code mvn spring-boot:run}. A build inside the build would be slow and would use the same {@code target};
 * so the packaged service is started instead, which runs the same class with the same settings, in the same directory. It gets a port
 * that is free ({@code --server.port=0}); which one, and the token, are taken from what it prints, as a reader would.
 *
 * <p>The other commands are run as they stand, and have to print what the README shows, except for numbers and ids.
 */
class ReadmeIntegrationTests {
    private static final Pattern SECTION = Pattern.compile("(?ms)^## Try it$(.*?)^## ");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");

    private static final Pattern STEP = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    @TempDir
    private Path clone = Path.of("");

    @BeforeEach
    void copyWhatAReaderHas() throws Exception {
        // Not with Java: the sample has names that it cannot say where the locale is not UTF-8.
        var copy = new ProcessBuilder("cp", "-a", "bundles", "http-examples", "application.yml", clone.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    /** The reader's own directory, which the README makes a bundle while the service is running. */
    @BeforeEach
    void putPicturesIntoTheHomeDirectory() throws IOException {
        var pictures = Files.createDirectories(clone.resolve("home/Pictures"));
        Files.writeString(pictures.resolve("one.svg"), "<svg/>");
        Files.writeString(pictures.resolve("two.svg"), "<svg/>");
    }

    @Test
    void theCommandsMakeABackupAndBringItBack() throws Exception {
        var shown = shown();
        assertThat(shown).extracting(Shown::command).first().isEqualTo("mvn spring-boot:run");
        assertThat(shown).hasSize(7);

        try (var service = PackagedService.start(clone)) {
            assertThat(masked(service.notice()))
                    .isEqualTo(masked(notice(shown.getFirst().output())));

            for (var command : shown.subList(1, shown.size())) {
                var run = run(command.command(), service.address());
                var printed = printed(run);

                assertThat(run.waitFor()).as(String.join("\n", printed)).isZero();
                assertThat(printed.stream().map(ReadmeIntegrationTests::masked))
                        .containsExactlyElementsOf(command.output().stream()
                                .map(ReadmeIntegrationTests::masked)
                                .toList());
            }
            assertThat(clone.resolve("data/token")).hasContent(service.token());
        }
        for (var file : List.of("part.0.tar", "manage.json", "manage.json.manifest", "capabilities.json")) {
            assertThat(clone.resolve("my-backup/com.example.hiworld").resolve(file))
                    .isNotEmptyFile();
        }
    }

    /** {@code docs/protocol.md} is one script, and ends with what was backed up, unpacked. */
    @Test
    void theStepsOfTheProtocolWorkAndTheLineOfEveryCall() throws Exception {
        var script = STEP.matcher(Files.readString(Path.of("docs/protocol.md")))
                .results()
                .map(step -> step.group(1))
                .collect(Collectors.joining("\n"));

        try (var service = PackagedService.start(clone)) {
            succeeds("set -euo pipefail\n" + script, service.address());
            succeeds("http-examples/every-call.sh", service.address());
        }
        for (var file : List.of("preferences/settings.json", "logs/sync.log", "files/scripts/list.sh")) {
            assertThat(Files.readAllBytes(clone.resolve("restored").resolve(file)))
                    .isEqualTo(Files.readAllBytes(
                            clone.resolve("bundles/com.example.hiworld/data").resolve(file)));
        }
        assertThat(clone.resolve("restored/files/latest")).isSymbolicLink();
        assertThat(clone.resolve("restored/cache")).doesNotExist();
    }

    private record Shown(String command, List<String> output) {}

    /** The blocks of the section, each a command behind {@code $} and what it prints. */
    private static List<Shown> shown() throws IOException {
        var section = SECTION.matcher(Files.readString(Path.of("README.md")));
        assertThat(section.find()).as("a section 'Try it'").isTrue();
        return BLOCK.matcher(section.group(1))
                .results()
                .map(block -> block.group(1).lines().toList())
                .peek(lines -> assertThat(lines.getFirst()).startsWith("$ "))
                .map(lines -> new Shown(lines.getFirst().substring(2), lines.subList(1, lines.size())))
                .toList();
    }

    private static String notice(List<String> output) {
        var notice = PackagedService.NOTICE.matcher(String.join("\n", output));
        assertThat(notice.find()).as("the README shows the line with the token").isTrue();
        return notice.group();
    }

    private Process run(String command, String address) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", command)
                .directory(clone.toFile())
                .redirectErrorStream(true);
        builder.environment().put("BACKUP_URL", address);
        builder.environment().put("HOME", clone.resolve("home").toString());
        builder.environment().keySet().removeAll(List.of("BACKUP_TOKEN", "BACKUP_TOKEN_FILE"));
        return builder.start();
    }

    private void succeeds(String command, String address) throws Exception {
        var run = run(command, address);
        var printed = printed(run);
        assertThat(run.waitFor()).as(String.join("\n", printed)).isZero();
    }

    private static List<String> printed(Process run) throws Exception {
        var lines = CompletableFuture.supplyAsync(
                () -> run.inputReader(StandardCharsets.UTF_8).lines().toList());
        return lines.get(PackagedService.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Without what differs each time: ids, tokens, ports, sizes (a tar has the times of the clone in it). */
    private static String masked(String line) {
        return line.replaceAll("\\b[0-9a-f]{32}\\b", "<session>")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "<address>")
                .replaceAll("\\b\\d{13}_", "<time>_")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("\\b\\d+ bytes", "<n> bytes");
    }
}
