package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged service unpacked, with a cache of loaded classes, as {@code docs/install.md} makes one: a start takes less than half the time.
 * Made once for a jar, also if several processes ask for it at once.
 */
final class UnpackedService {
    private static final int MINUTES = 3;

    private final Path directory;
    private final Path jar;
    private final Path cache;

    private UnpackedService(Path jar) throws IOException {
        directory =
                jar.resolveSibling("unpacked-" + Files.getLastModifiedTime(jar).toMillis());
        this.jar = directory.resolve(jar.getFileName());
        cache = directory.resolve("app.aot");
    }

    /**
     * What Java gets instead of {@code -jar JAR}.
     *
     * @param options with which the service will be started
     */
    static synchronized List<String> arguments(Path jar, List<String> options)
            throws IOException, InterruptedException {
        var service = new UnpackedService(jar);
        try (var lock = FileChannel.open(
                        jar.resolveSibling("unpacked.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            if (Files.notExists(service.cache)) {
                service.make(jar, options);
            }
        }
        return List.of("-XX:AOTCache=" + service.cache, "-jar", service.jar.toString());
    }

    private void make(Path packaged, List<String> options) throws IOException, InterruptedException {
        var parent = Objects.requireNonNull(packaged.getParent());
        try (var old = Files.newDirectoryStream(parent, "unpacked-*")) {
            for (var each : old) {
                FileSystemUtils.deleteRecursively(each);
            }
        }
        run(List.of("-Djarmode=tools", "-jar", packaged.toString(), "extract", "--destination", directory.toString()));
        var made = directory.resolve("made.aot");
        var training = new ArrayList<>(options);
        training.addAll(List.of(
                "-XX:AOTCacheOutput=" + made,
                "-Dspring.context.exit=onRefresh",
                "-jar",
                jar.toString(),
                "--server.port=0",
                "--backup.data-directory=" + directory.resolve("data"),
                "--backup.bundles-directory=" + directory.resolve("bundles")));
        run(training);
        Files.move(made, cache);
    }

    private void run(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        var log = Files.createTempFile("unpacked", ".log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0)
                    .as(() -> command + ": " + text(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
