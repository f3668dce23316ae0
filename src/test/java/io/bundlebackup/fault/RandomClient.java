package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A client that does what clients do, in an order of its own: one session after the other, each with another bundle. */
final class RandomClient {
    private final RunningService service;
    private final SavedBackup saved;
    private final Path folder;
    private final List<String> bundles = new ArrayList<>();
    private final Map<String, byte[]> manifests = new HashMap<>();

    RandomClient(RunningService service, SavedBackup saved, Path folder) {
        this.service = service;
        this.saved = saved;
        this.folder = folder;
    }

    private interface Use {
        void of(Client client, String bundle, Random random) throws IOException;
    }

    /** So many sessions, of which some are left as they are. */
    void work(Client client, Random random, int sessions) throws IOException {
        var uses = List.<Use>of(
                this::backUp,
                this::backUp,
                this::backUpAgain,
                this::backUpAgain,
                this::restore,
                this::restore,
                this::tryOut,
                this::cancel,
                this::stopReading,
                this::measure,
                this::abandonBackup,
                this::abandonIncrement,
                this::abandonRestore);
        for (int i = 0; i < sessions; i++) {
            if (i == bundles.size()) {
                bundles.add(service.bundle(dir("d", files(12)), file("big", 2_000_000)));
            }
            uses.get(random.nextInt(uses.size())).of(client, bundles.get(i), random);
        }
    }

    private static BackupSession open(Client client, String type) {
        var key = UUID.randomUUID().toString();
        var session = client.create("{\"type\":\"" + type + "\"}", "Idempotency-Key", key);
        assertThat(client.create("{\"type\":\"" + type + "\"}", "Idempotency-Key", key)
                        .id())
                .isEqualTo(session.id());
        return session;
    }

    private void backUp(Client client, String bundle, Random random) throws IOException {
        finish(client.backUp(bundle), bundle);
    }

    private void finish(BackupSession session, String bundle) throws IOException {
        session.pull(folder);
        assertEnd(session, bundle, "completed");
        var index = session.awaitFile(bundle, "index").uri();
        manifests.put(bundle, Files.readAllBytes(folder.resolve(bundle).resolve(index + ".manifest")));
        session.release().is(204);
    }

    private static void assertEnd(BackupSession session, String bundle, String outcome) {
        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString(""))
                .as(end.toString())
                .isEqualTo(outcome);
    }

    private BackupSession increment(Client client, String bundle) {
        var session = open(client, "incrementalBackup");
        var manifest = manifests.get(bundle);
        if (manifest != null) {
            client.put(session.url("/manifests/" + bundle), manifest).is(204);
        }
        return session;
    }

    private void backUpAgain(Client client, String bundle, Random random) throws IOException {
        Files.writeString(service.source(bundle).resolve("d/file-" + random.nextInt(12)), "new " + random.nextLong());
        var session = increment(client, bundle);
        session.append(Client.appended(800, bundle)).is(202);
        finish(session, bundle);
    }

    private void restore(Client client, String bundle, Random random) {
        var session = saved.restore(client, bundle);
        assertEnd(session, SavedBackup.SOURCE, "completed");
        session.release().is(204);
    }

    private void tryOut(Client client, String bundle, Random random) {
        var session = SavedBackup.begin(client, bundle);
        saved.uploadAll(client, session);
        SavedBackup.tryOut(client, session).is(202);
        session.awaitBundle(SavedBackup.SOURCE, "phase", "waitingForClient");
        SavedBackup.tryOut(client, session).is(202);
        if (random.nextBoolean()) {
            session.cancel(SavedBackup.SOURCE).is(200);
        }
    }

    private void cancel(Client client, String bundle, Random random) {
        var session = client.backUp(bundle);
        session.recorder().await("onBundleBegin", bundle);
        if (random.nextBoolean()) {
            session.awaitFile(bundle, "part");
        }
        session.cancel(bundle).is(200);
        assertEnd(session, bundle, "cancelled");
        if (random.nextBoolean()) {
            session.release().is(204);
        }
    }

    /** Leaves a download and a stream of events in the middle. */
    private void stopReading(Client client, String bundle, Random random) throws IOException {
        var session = client.backUp(bundle);
        var big = session.awaitFile(bundle, "file");
        for (var ranges : List.of("bytes=0-", "bytes=0-999999,1000001-")) {
            try (var download = client.stream(big.contentUrl(), "Range", ranges).body()) {
                assertThat(download.readNBytes(10)).hasSize(10);
            }
        }
        try (var events = client.stream(session.url("/events"), "Accept", "text/event-stream")
                .body()) {
            assertThat(events.readNBytes(10)).hasSize(10);
        }
        session.disconnect();
        session.release().is(204);
    }

    private void measure(Client client, String bundle, Random random) {
        var session = open(client, "backup");
        session.measure(random.nextBoolean(), 0, bundle).is(202);
    }

    private void abandonBackup(Client client, String bundle, Random random) throws IOException {
        var session = client.backUp(bundle);
        session.save(session.awaitFile(bundle, "part"), folder);
    }

    private void abandonIncrement(Client client, String bundle, Random random) {
        increment(client, bundle);
    }

    private void abandonRestore(Client client, String bundle, Random random) throws IOException {
        var session = SavedBackup.begin(client, bundle);
        saved.uploadManifest(client, session);
        var part = saved.files().getFirst();
        var content = Files.readAllBytes(part);
        client.upload(
                SavedBackup.url(session, SavedBackup.name(part)),
                BodyPublishers.ofByteArray(content, 0, 100),
                "Content-Range",
                "bytes 0-99/" + content.length);
    }
}
