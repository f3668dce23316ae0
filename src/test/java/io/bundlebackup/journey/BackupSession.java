package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A session, as its caller uses it. Its events are recorded from its first moment on. */
public final class BackupSession {
    private final Client client;
    private final String id;
    private EventRecorder recorder;

    BackupSession(Client client, String id) {
        this.client = client;
        this.id = id;
        this.recorder = client.record(url("/events"));
    }

    /** A file as it is listed and announced. */
    public record Delivered(
            String bundle,
            String uri,
            String kind,
            long size,
            String sha256,
            String state,
            String contentUrl,
            String manifestUrl,
            String manifestSha256) {
        public static Delivered of(JsonNode json) {
            return new Delivered(
                    json.path("bundleName").asString(""),
                    json.path("uri").asString(""),
                    json.path("kind").asString(""),
                    json.path("size").asLong(-1),
                    json.path("sha256").asString(""),
                    json.path("state").asString(""),
                    json.path("contentUrl").asString(""),
                    json.path("manifestUrl").asString(""),
                    json.path("manifestSha256").asString(""));
        }

        public String fileUrl() {
            return contentUrl.substring(0, contentUrl.indexOf('?'));
        }
    }

    public String id() {
        return id;
    }

    public EventRecorder recorder() {
        return recorder;
    }

    /** Stops recording, as if nobody watched the session. */
    public void disconnect() {
        recorder.disconnect();
    }

    /** Records anew, from the first event on. */
    public void reconnect() {
        recorder = client.record(url("/events"));
    }

    /** An address below the session's. */
    public String url(String path) {
        return "/api/v1/sessions/" + id + path;
    }

    public String bundleUrl(String bundle, String path) {
        return url("/bundles/" + bundle.replace(":", "%3A") + path);
    }

    public JsonNode view() {
        return client.get(url("")).is(200).json();
    }

    public String state() {
        return view().path("state").asString("");
    }

    public JsonNode bundle(String bundle) {
        return client.get(bundleUrl(bundle, "")).is(200).json();
    }

    public JsonNode awaitBundle(String bundle, String member, String value) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> bundle(bundle),
                        view -> view.path(member).asString("").equals(value));
    }

    public void awaitState(String state) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::state, state::equals);
    }

    public Answer append(String bundles) {
        return client.post(url("/bundles"), "{\"bundles\":" + bundles + "}");
    }

    /** Asks for the sizes of bundles, which are due to be backed up since a time. */
    public Answer measure(boolean precise, long since, String... bundles) {
        var list = Stream.of(bundles)
                .map(name -> "{\"bundleName\":\"" + name + "\",\"lastIncrementalTime\":" + since + "}")
                .collect(Collectors.joining(",", "[", "]"));
        return client.post(url("/data-size"), "{\"isPreciseScan\":" + precise + ",\"dataList\":" + list + "}");
    }

    /** What was reported of sizes so far. */
    public JsonNode sizes() {
        return client.get(url("/data-size")).is(200).json();
    }

    public List<Delivered> files(String query) {
        return list(client.get(url("/files?" + query)).is(200).json());
    }

    private static List<Delivered> list(JsonNode page) {
        var files = new ArrayList<Delivered>();
        page.path("files").forEach(file -> files.add(Delivered.of(file)));
        return files;
    }

    /** The first file of a kind of a bundle that is announced. */
    public Delivered awaitFile(String bundle, String kind) {
        return awaitFile(bundle, file -> file.kind().equals(kind), 1);
    }

    public Delivered awaitFile(String bundle, Predicate<Delivered> wanted, int number) {
        return Delivered.of(recorder.awaitNth(
                        "file " + number + " of " + bundle,
                        number,
                        event -> event.path("type").asString("").equals("onFileReady")
                                && !event.has("err")
                                && event.path("bundleName").asString("").equals(bundle)
                                && wanted.test(Delivered.of(event.path("data"))))
                .path("data"));
    }

    public Answer fetch(Delivered file, String... headers) {
        return client.get(file.contentUrl(), headers);
    }

    public Answer close(Delivered file) {
        return client.delete(file.contentUrl());
    }

    public Answer cancel(String bundle) {
        return client.post(bundleUrl(bundle, "/cancel"), "{}");
    }

    public Answer withdraw(String bundle) {
        return client.delete(bundleUrl(bundle, ""));
    }

    public Answer release() {
        return client.delete(url(""));
    }

    public Answer setRate(String bundle, int rate) {
        return client.put(bundleUrl(bundle, "/send-rate"), "{\"sendRate\":" + rate + "}");
    }

    public Answer setTimer(String bundle, int millis) {
        return client.put(bundleUrl(bundle, "/timer"), "{\"timeout\":" + millis + "}");
    }

    public Answer setPriority(String bundle, int priority) {
        return client.put(bundleUrl(bundle, "/priority"), "{\"priority\":" + priority + "}");
    }

    /** Fetches, checks and closes everything by the work list alone, until nothing more will come. */
    public void pull(Path folder) {
        pull(url("/files"), folder);
    }

    public void pull(String listUrl, Path folder) {
        while (true) {
            var page =
                    client.get(listUrl + "?state=ready&wait=20&limit=3").is(200).json();
            var files = list(page);
            for (var file : files) {
                save(file, folder);
                close(file).is(204);
            }
            if (files.isEmpty() && !page.path("more").asBoolean(true)) {
                return;
            }
            assertThat(files).as("the page that was waited for").isNotEmpty();
        }
    }

    /** Fetches a file and its manifest, and checks both against what was announced. */
    public void save(Delivered file, Path folder) {
        var content = fetch(file).is(200).body();
        assertThat(content).hasSize((int) file.size());
        assertThat(RunningService.sha256(content)).as(file.uri()).isEqualTo(file.sha256());
        var manifest = client.get(file.manifestUrl()).is(200).body();
        assertThat(RunningService.sha256(manifest))
                .as("manifest of %s", file.uri())
                .isEqualTo(file.manifestSha256());
        try {
            var directory = Files.createDirectories(folder.resolve(file.bundle()));
            Files.write(directory.resolve(file.uri()), content);
            Files.write(directory.resolve(file.uri() + ".manifest"), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole log by pages of this size. */
    public List<JsonNode> log(int pageSize) {
        var log = new ArrayList<JsonNode>();
        long after = 0;
        while (true) {
            var page = client.get(url("/events?limit=" + pageSize + "&after=" + after))
                    .is(200)
                    .json();
            page.path("events").forEach(log::add);
            after = page.path("next").asLong(-1);
            if (page.path("events").isEmpty()) {
                assertThat(page.path("lastSeq").asLong(-1)).isEqualTo(log.size());
                return log;
            }
        }
    }

    /** The whole log of a session that has ended, as server-sent events. */
    List<JsonNode> logBySse() {
        var log = new ArrayList<JsonNode>();
        var answer = client.get(url("/events"), "Accept", "text/event-stream");
        if (answer.status() == 204) {
            return log;
        }
        for (var block : answer.is(200).text().split("\n\n")) {
            var lines = block.lines().filter(line -> !line.startsWith(":")).toList();
            if (!lines.isEmpty()) {
                assertThat(lines).as(block).hasSize(3);
                var event = Answer.parse(lines.get(2).replaceFirst("^data: ?", ""));
                assertThat(lines.get(0)).isEqualTo("id: " + event.path("seq").asLong(0));
                assertThat(lines.get(1))
                        .isEqualTo("event: " + event.path("type").asString(""));
                log.add(event);
            }
        }
        return log;
    }
}
