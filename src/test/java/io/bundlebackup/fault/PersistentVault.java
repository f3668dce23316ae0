package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.RepositorySettings;
import io.bundlebackup.repository.Restic;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.tree.Snapshot;
import io.bundlebackup.vault.work.TreePicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The snapshots of one bundle in the vault {@code main} of a service whose operations fail. Knows what each snapshot has to show, and looks at
 * the repository from outside, as restic does.
 */
final class PersistentVault implements AutoCloseable {
    private static final String VAULT = "/api/v1/vaults/main";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UNTIL_FAULTS_END = Duration.ofMillis(700);

    /** Until a deleted snapshot is forgotten. */
    private static final Duration DELETED = Duration.ofDays(8);

    /** Until a marked pack is deleted. */
    private static final Duration MARKED = Duration.ofHours(25);

    /** restic takes as long as the rest of a round: after so many rounds, restic looks at the repository. */
    private static final int RESTIC = 10;

    private final FaultyService service;
    private final PersistentClient client;
    private final Path source;
    private final Path directory;
    private final Restic restic;
    private final Repository repository;
    private final Map<String, Picture> kept = new HashMap<>();
    private int checks;

    /**
     * Makes the first snapshot.
     *
     * @param source the data of the bundle
     * @param scratch an empty directory
     */
    PersistentVault(FaultyService service, Path source, Path scratch) throws IOException {
        this.service = service;
        this.client = new PersistentClient(service);
        this.source = source;
        directory = service.data().resolve("vault/local").resolve(SavedBackup.SOURCE);
        keep(backUp());
        var password = Files.readString(service.data().resolve("vaults/main.password"))
                .strip()
                .getBytes(StandardCharsets.UTF_8);
        restic = new Restic(directory, scratch, password);
        repository = Repository.open(
                new DirectoryPlace(directory), password, RepositorySettings.standard(scratch.resolve("cache")));
    }

    /** Lets the snapshot stay for all rounds; it shows the source as it is now. */
    void keep(String snapshot) {
        kept.put(snapshot, Picture.of(source));
    }

    Set<String> kept() {
        return kept.keySet();
    }

    Picture picture(String snapshot) {
        return Objects.requireNonNull(kept.get(snapshot));
    }

    /** A run that may fail; then the next one, without faults, completes. Returns the ID of the snapshot that shows the source. */
    String backUp() {
        return complete("backup").path("snapshotId").asString();
    }

    /** Deletes a snapshot, and prunes twice: as soon as the snapshot may be forgotten, and as soon as its packs may be deleted. */
    void prune() {
        service.layer().pass(DELETED);
        complete("prune");
        service.layer().pass(MARKED);
        complete("prune");
    }

    private JsonNode complete(String kind) {
        var ended = awaitEnd(order(kind));
        if (ended.path("outcome").asString().equals("skipped")) {
            // The answer to the first order was lost.
            ended = awaitEnd(newest(kind));
        }
        if (ended.path("outcome").asString().equals("failed")) {
            assertThat(ended.path("err").path("message").asString()).isNotEmpty();
            service.layer().disarm();
            ended = awaitEnd(order(kind));
        }
        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    private String order(String kind) {
        var body = "{\"kind\":\"" + kind + "\",\"bundles\":[\"" + SavedBackup.SOURCE + "\"]}";
        return client.post(VAULT + "/runs", body)
                .is(202)
                .json()
                .path("runs")
                .path(0)
                .path("runId")
                .asString();
    }

    private String newest(String kind) {
        return client.call(caller -> caller.get("/api/v1/runs?vault=main&kind=" + kind))
                .is(200)
                .json()
                .path("runs")
                .valueStream()
                .filter(run -> !run.path("outcome").asString("").equals("skipped"))
                .findFirst()
                .orElseThrow()
                .path("runId")
                .asString();
    }

    private JsonNode awaitEnd(String run) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            var view = client.call(caller -> caller.get("/api/v1/runs/" + run + "?wait=1"))
                    .is(200)
                    .json();
            if (view.path("state").asString().equals("ended")) {
                return view;
            }
            if (System.nanoTime() - begun > UNTIL_FAULTS_END.toNanos()) {
                service.layer().disarm();
            }
        }
        throw new AssertionError("the run does not end: "
                + client.call(caller -> caller.get("/api/v1/runs/" + run)).text());
    }

    /** The members of the snapshot, {@code goneAt} if it is deleted. */
    JsonNode view(String snapshot) {
        return client.call(caller -> caller.get(url(snapshot))).is(200).json();
    }

    private static String url(String snapshot) {
        return VAULT + "/snapshots/" + snapshot;
    }

    void delete(String snapshot) {
        client.call(caller -> caller.delete(url(snapshot) + "?force=true")).is(202);
    }

    void undelete(String snapshot) {
        client.call(caller -> caller.post(url(snapshot) + "/undelete", "")).is(200);
    }

    /** Begins a restore of a snapshot to another bundle. */
    PersistentClient.Begun beginRestore(String snapshot, String target) {
        var session = client.begin("{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"" + SavedBackup.SOURCE
                + "\",\"restoreTo\":\"" + target + "\",\"fromSnapshot\":{\"vault\":\"main\",\"snapshotId\":\""
                + snapshot
                + "\"}}]}");
        client.post(session.bundle("/publish"), "{}");
        return session;
    }

    /**
     * From here on nothing fails: each listed snapshot shows what it has to show; after the prunes only those that are kept are left, and
     * nothing in the repository that no snapshot needs.
     */
    void check() throws Exception {
        service.layer().disarm();
        service.startAgainIfKilled();
        var now = Picture.of(source);
        for (var snapshot : listed()) {
            var id = snapshot.path("snapshotId").asString();
            reading(snapshot).assertSameAs(kept.getOrDefault(id, now), "the snapshot " + id);
            if (!kept.containsKey(id)) {
                delete(id);
            }
        }
        prune();
        assertThat(listed().stream().map(snapshot -> snapshot.path("snapshotId").asString()))
                .containsExactlyInAnyOrderElementsOf(kept.keySet());
        assertNothingUnreferenced();
        checks++;
        if (checks % RESTIC == 0) {
            checkWithRestic();
        }
    }

    void checkWithRestic() {
        var said = restic.run("check");
        assertThat(said).contains("no errors were found").doesNotContain("not referenced");
    }

    private List<JsonNode> listed() {
        return client.call(caller -> caller.get(VAULT + "/snapshots?limit=1000"))
                .is(200)
                .json()
                .path("snapshots")
                .valueStream()
                .toList();
    }

    private Picture reading(JsonNode snapshot) throws IOException, InterruptedException {
        var file = Snapshot.parse(
                repository.loadSnapshot(BlobId.parse(snapshot.path("resticId").asString())));
        return TreePicture.of(repository.reader(), file.tree());
    }

    private void assertNothingUnreferenced() throws IOException, InterruptedException {
        var report = repository.prune(Duration.ofDays(100_000));
        assertThat(report.markedPacks()).as("packs that nothing needs").isZero();
        assertThat(Restored.names(directory.resolve("tmp"))).isEmpty();
        assertThat(Restored.names(directory.resolve("locks"))).isEmpty();
        var facts = new HashSet<String>();
        kept.keySet().forEach(id -> facts.add("snapshot." + id));
        assertThat(Restored.names(directory.resolve("vault"))).containsExactlyInAnyOrderElementsOf(facts);
        // Removed in the background, and once more later if that fails.
        PersistentClient.awaitEmpty(
                "staged", () -> Restored.names(service.data().resolve("staging")));
    }

    @Override
    public void close() {
        repository.close();
    }
}
