package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged product as a process of its own, with as little heap as is asked for. Knows one caller. */
public final class LeanService implements AutoCloseable {
    /** For tests that start it often, and measure nothing: a third of the time until it is ready, also by a cache of loaded classes. */
    public static final String[] STARTS_SOON = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private final Path home;
    private final Path log;
    private final Process process;

    private LeanService(Path home, Path log, Process process) {
        this.home = home;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it; what {@code mvn package} made must be there.
     *
     * @param heap as after {@code -Xmx}
     * @param options further ones of Java
     */
    public static LeanService start(Path home, String heap, String... options) throws IOException {
        return start(home, heap, Map.of(), options);
    }

    /** @param environment added to the test's own */
    public static LeanService start(Path home, String heap, Map<String, String> environment, String... options)
            throws IOException {
        var log = home.resolve("log");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap));
        command.addAll(List.of(options));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError"));
        command.addAll(program(List.of(options)));
        command.addAll(List.of(
                "--server.port=0",
                "--backup.data-directory=" + home.resolve("data"),
                "--backup.bundles-directory=" + home.resolve("bundles"),
                "--backup.security.tokens[0].name=alice",
                "--backup.security.tokens[0].sha256="
                        + RunningService.sha256(RunningService.ALICE.getBytes(StandardCharsets.UTF_8)),
                "--backup.security.tokens[0].authorities=backup,system,vault,vault-admin"));
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        var service = new LeanService(home, log, process);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> !process.isAlive()
                        || PORT.matcher(Files.readString(log)).find());
        return service;
    }

    private static List<String> program(List<String> options) throws IOException {
        var jar = System.getProperty("bundle-backup.jar", "no jar");
        var soon = List.of(STARTS_SOON);
        try {
            return options.containsAll(soon) ? UnpackedService.arguments(Path.of(jar), soon) : List.of("-jar", jar);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public Client client() throws IOException {
        return new Client(port(), RunningService.ALICE);
    }

    public int port() throws IOException {
        var port = PORT.matcher(Files.readString(log));
        assertThat(port.find()).as(Files.readString(log)).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** The data directory of a new, empty bundle. */
    public Path bundle(String name) throws IOException {
        return Trees.bundle(home.resolve("bundles"), name, Trees.FACTS);
    }

    /** The most memory that the process ever had, in MiB. */
    long peakMebibytes() throws IOException {
        var peak = PEAK.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        assertThat(peak.find()).isTrue();
        return Long.parseLong(peak.group(1)) >> 10;
    }

    /** How many threads of the system it has. */
    public int threads() {
        return Restored.names(Path.of("/proc", Long.toString(process.pid()), "task"))
                .size();
    }

    /** How many descriptors it has open. */
    public int descriptors() {
        return Restored.names(Path.of("/proc", Long.toString(process.pid()), "fd"))
                .size();
    }

    /** Processor time that it has used so far. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What it said that nobody should have to read. */
    public List<String> complaints() throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" ERROR ") || line.contains("OutOfMemory"))
                    .toList();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}; {@link #start} in the same place is the next start. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** As {@link #kill}, a while from now. */
    public void killAfter(Duration time) throws InterruptedException {
        assertThat(process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS))
                .as("it ended by itself")
                .isFalse();
        kill();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
