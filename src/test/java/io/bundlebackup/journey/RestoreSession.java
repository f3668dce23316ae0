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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A session of type restore, as its caller uses it; what all sessions have is {@link #session}. */
public final class RestoreSession {
    private static final String INDEX = "manage.json";

    private final Client client;
    private final BackupSession session;

    public RestoreSession(Client client, BackupSession session) {
        this.client = client;
        this.session = session;
    }

    /** With nothing appended. */
    public static RestoreSession open(Client client) {
        return new RestoreSession(client, client.create("{\"type\":\"restore\"}"));
    }

    /** Of these bundles, which were of the version that is installed. */
    public static RestoreSession of(Client client, String... bundles) {
        return create(client, Client.plainly(bundles), bundles);
    }

    /** Of one bundle, with further members of its append: {@code "restoreMode":"merge"}. */
    public static RestoreSession with(Client client, String bundle, String members) {
        return create(client, "[{\"bundleName\":\"" + bundle + "\"," + members + "}]", bundle);
    }

    private static RestoreSession create(Client client, String list, String... bundles) {
        return new RestoreSession(client, client.create(request(list, capabilities(bundles))));
    }

    /** What creates one, with the list of bundles and the capability file given as JSON. */
    public static String request(String bundles, String capabilities) {
        return "{\"type\":\"restore\",\"bundles\":" + bundles + ",\"remoteCapabilities\":" + capabilities + "}";
    }

    /** A capability file with these bundles as {@link io.bundlebackup.bundle.Trees#FACTS} has them. */
    public static String capabilities(String... bundles) {
        return Stream.of(bundles)
                .map(RestoreSession::entry)
                .collect(Collectors.joining(",", "{\"bundleInfos\":[", "]}"));
    }

    public static String entry(String bundle) {
        return "{\"name\":\"" + bundle + "\",\"versionCode\":1000000,\"versionName\":\"1.0.0\",\"spaceOccupied\":0,"
                + "\"allToBackup\":true,\"extensionName\":\"BackupExtensionAbility\"}";
    }

    public BackupSession session() {
        return session;
    }

    public Answer append(String bundles, String capabilities) {
        return client.post(
                session.url("/bundles"), "{\"bundles\":" + bundles + ",\"remoteCapabilities\":" + capabilities + "}");
    }

    public Answer ask(String bundle, String uri) {
        return client.post(session.bundleUrl(bundle, "/uploads"), "{\"uri\":\"" + uri + "\"}");
    }

    public Answer upload(String bundle, String uri, byte[] content) {
        return client.put(session.bundleUrl(bundle, "/uploads/" + uri), content);
    }

    public Answer uploadManifest(String bundle, String uri, byte[] manifest) {
        return client.put(session.bundleUrl(bundle, "/uploads/" + uri + "/manifest"), manifest);
    }

    public Answer uploadManifest(String bundle, HandMadeManifest manifest) {
        return uploadManifest(bundle, INDEX, manifest.of(bundle));
    }

    public JsonNode uploads(String bundle) {
        return client.get(session.bundleUrl(bundle, "/uploads")).is(200).json().path("uploads");
    }

    /** Everything that a client saved of a backup, but for the manifests of parts and big files; in an order of its own. */
    public void uploadAll(String bundle, Path folder, Random order) {
        try (Stream<Path> files = Files.list(folder)) {
            var all = new ArrayList<>(files.sorted().toList());
            Collections.shuffle(all, order);
            for (var file : all) {
                upload(bundle, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void upload(String bundle, Path file) throws IOException {
        var name = file.getFileName().toString();
        if (name.endsWith(INDEX + ".manifest")) {
            uploadManifest(bundle, name.substring(0, name.lastIndexOf('.')), Files.readAllBytes(file))
                    .is(204);
        } else if (!name.endsWith(".manifest")) {
            upload(bundle, name, Files.readAllBytes(file)).is(200);
        }
    }

    public Answer publish(String bundle) {
        return client.post(session.bundleUrl(bundle, "/publish"), "{}");
    }

    public Answer tryOut(String bundle) {
        return client.post(session.bundleUrl(bundle, "/publish"), "{\"dryRun\":true}");
    }

    /** Publishes, and waits until the data is in place. */
    public JsonNode restore(String bundle) {
        publish(bundle).is(202);
        return awaitCompleted(bundle);
    }

    public JsonNode awaitEnd(String bundle) {
        return session.recorder().await("onBundleEnd", bundle);
    }

    public JsonNode awaitCompleted(String bundle) {
        var end = awaitEnd(bundle);
        assertThat(end.path("data").path("outcome").asString(""))
                .as(end.toString())
                .isEqualTo("completed");
        return end;
    }

    /** Why it failed: the {@code err} of its end. */
    public JsonNode awaitFailed(String bundle, int code) {
        var end = awaitEnd(bundle);
        assertThat(end.path("err").path("code").asInt(0)).as(end.toString()).isEqualTo(code);
        return end.path("err");
    }

    /** The report of a dry run, as soon as there is one. */
    public JsonNode awaitTried(String bundle) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> report(bundle, ""), report -> report.path("dryRun").asBoolean(false));
    }

    public JsonNode report(String bundle, String query) {
        return client.get(session.bundleUrl(bundle, "/report" + query)).is(200).json();
    }

    /** The earlier states of a bundle, newest first. */
    public static List<String> previous(Client client, String bundle) {
        return client.get("/api/v1/bundles/" + bundle + "/previous")
                .is(200)
                .json()
                .path("previous")
                .valueStream()
                .map(state -> state.path("id").asString(""))
                .toList();
    }

    public static Answer undo(Client client, String bundle, String id) {
        return client.post("/api/v1/bundles/" + bundle + "/previous/" + id + "/restore", "");
    }
}
