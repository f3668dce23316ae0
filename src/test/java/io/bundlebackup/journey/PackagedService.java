package io.bundlebackup.journey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jar that the build has packaged, started in a directory on a port that is free. Which one, and the token, are taken from what it
 * prints at its first start, as an operator would.
 */
public final class PackagedService implements AutoCloseable {
    /** The line at the start: where the token is, and the address. */
    public static final Pattern NOTICE = Pattern.compile(
            "token of caller operator is kept in (\\S+)\\. .* (http://127\\.0\\.0\\.1:\\d+)/api/v1/status");

    public static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final Matcher notice;
    private final String token;

    private PackagedService(Path directory, Process process, Matcher notice) throws IOException {
        this.process = process;
        this.notice = notice;
        this.token = Files.readString(directory.resolve(notice.group(1))).strip();
    }

    /** Starts it, with these options of Java, and waits until it says that it is ready. */
    public static PackagedService start(Path directory, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("bundle-backup.jar"), "--server.port=0"));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var found = new CompletableFuture<Matcher>();
        Thread.ofVirtual().name("packaged-service").start(() -> read(process, found));
        try {
            return new PackagedService(directory, process, found.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Until its end: a service whose output nobody takes would stand still. */
    private static void read(Process process, CompletableFuture<Matcher> found) {
        var log = new StringBuilder();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var notice = NOTICE.matcher(line);
                if (notice.find()) {
                    found.complete(notice);
                }
                if (!found.isDone()) {
                    log.append(line).append('\n');
                }
            }
            found.completeExceptionally(new AssertionError("The service ended:\n" + log));
        } catch (IOException e) {
            found.completeExceptionally(e);
        }
    }

    /** What it says about token and address. */
    public String notice() {
        return notice.group();
    }

    public String token() {
        return token;
    }

    /** Without a slash at its end. */
    public String address() {
        return notice.group(2);
    }

    /** The answer to a GET with the token. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    /** The answer to a request with the token, a JSON body if it is not empty, and these header fields. */
    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address() + path))
                    .header("Authorization", "Bearer " + token())
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json");
            }
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
