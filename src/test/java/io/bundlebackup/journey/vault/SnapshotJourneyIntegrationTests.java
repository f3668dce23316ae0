package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Snapshots that the service makes, as restic and callers see them. */
@ExtendWith(Restic.Required.class)
class SnapshotJourneyIntegrationTests extends JourneyTest {
    private JsonNode backUp(String bundle) {
        var run = alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
        var url = "/api/v1/runs/" + run.path("runId").asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        alice.get(url).is(200).json().path("state").asString().equals("ended"));
        var ended = alice.get(url).json();
        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    private Restic restic(String bundle) throws IOException {
        var password = Files.readAllBytes(service.data().resolve("vaults/main.password"));
        return new Restic(service.data().resolve("vault/local").resolve(bundle), folder, password);
    }

    @Test
    void resticChecksAndRestoresWhatARunHasMade() throws IOException {
        var bundle = service.bundle(
                SourceTree.file("a.txt", "content"), SourceTree.file("big.bin", 1_500_000), SourceTree.file("b", ""));

        var run = backUp(bundle);

        assertThat(run.path("filesDone").asLong()).isEqualTo(3);
        assertThat(run.path("bytesStored").asLong()).isPositive();
        var restic = restic(bundle);
        restic.check();
        var snapshot = restic.run("snapshots", "--json");
        assertThat(snapshot)
                .contains("bundle:" + bundle, "run:" + run.path("runId").asString())
                .contains("generation:" + run.path("snapshotId").asString());
        var target = folder.resolve("restored");
        restic.restore("latest", target);
        assertSame(service.source(bundle), target.resolve("data"));
    }

    @Test
    void anEntryWithTheReservedNameIsRemarkedInTheReportAndIsNoFailure() throws IOException {
        var bundle = service.bundle(
                SourceTree.file("a.txt", "content"), SourceTree.dir(".bundle-backup", SourceTree.file("x", "x")));

        var run = backUp(bundle);

        var report = alice.get("/api/v1/runs/" + run.path("runId").asString() + "/report")
                .is(200)
                .json();
        assertThat(report.path("failed").findValuesAsString("path")).containsExactly(".bundle-backup");
        assertThat(report.path("failed").path(0).path("message").asString())
                .startsWith("it has the name of the service's own directory");
        var snapshot = "/api/v1/vaults/main/snapshots/" + run.path("snapshotId").asString();
        assertThat(alice.get(snapshot).is(200).json().path("complete").asBoolean())
                .isTrue();
        alice.get(snapshot + "/tree?path=.bundle-backup").is(404);
    }

    @Test
    void aSecondRunStoresWhatHasChanged() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.bin", 400_000), SourceTree.file("b.bin", 400_000));
        var first = backUp(bundle);
        Files.writeString(service.source(bundle).resolve("c"), "more");

        var second = backUp(bundle);

        assertThat(second.path("bytesStored").asLong())
                .isBetween(1L, first.path("bytesStored").asLong() / 10);
        assertThat(second.path("bytesReused").asLong()).isGreaterThanOrEqualTo(790_000);
        restic(bundle).check();
    }

    @Test
    void aSnapshotOfResticIsNeitherWhereARunStartsNorTheLastGoodOne() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.bin", 400_000));
        var first = backUp(bundle).path("snapshotId").asString();
        Files.writeString(folder.resolve("foreign"), "by restic");
        restic(bundle).backup(folder);
        var one = "/api/v1/vaults/main/snapshots/" + first;
        assertThat(alice.delete(one).is(409).json().path("type").asString()).endsWith("last-good-snapshot");

        var second = backUp(bundle);

        var made = "/api/v1/vaults/main/snapshots/" + second.path("snapshotId").asString();
        assertThat(alice.get(made).is(200).json().path("parent").asString()).isEqualTo(first);
        assertThat(alice.get(made).json().path("changed").asLong()).isZero();
    }

    private static final String SNAPSHOTS = "/api/v1/vaults/main/snapshots";

    private JsonNode list(String query) {
        return alice.get(SNAPSHOTS + query).is(200).json().path("snapshots");
    }

    @Test
    void snapshotsAreListedPinnedDeletedAndTakenBack() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        var first = backUp(bundle).path("snapshotId").asString();
        var second = backUp(bundle).path("snapshotId").asString();
        var of = "?bundleName=" + bundle;

        assertThat(list(of).findValuesAsString("snapshotId")).containsExactly(second, first);
        assertThat(list(of + "&limit=1").findValuesAsString("snapshotId")).containsExactly(second);
        var next = alice.get(SNAPSHOTS + of + "&limit=1").json().path("next").asString();
        assertThat(list(of + "&limit=1&after=" + next).findValuesAsString("snapshotId"))
                .containsExactly(first);
        var one = SNAPSHOTS + "/" + first;
        var view = alice.get(one).is(200).json();
        assertThat(view.path("complete").asBoolean()).isTrue();
        assertThat(view.path("files").asLong()).isEqualTo(1);
        assertThat(view.path("bytes").asLong()).isEqualTo(7);
        assertThat(list(of).path(0).path("parent").asString()).isEqualTo(first);

        alice.send(
                        "PATCH",
                        one,
                        "{\"pinned\":true,\"note\":\"before the upgrade\"}",
                        "Content-Type",
                        "application/json")
                .is(200);
        assertThat(alice.get(one).json().path("note").asString()).isEqualTo("before the upgrade");
        alice.delete(one).isProblem(409, "snapshot-pinned", 13900001);
        alice.delete(SNAPSHOTS + "/" + second).isProblem(409, "last-good-snapshot", 13900001);
        alice.send("PATCH", one, "{\"pinned\":false}", "Content-Type", "application/json")
                .is(200);
        assertThat(alice.delete(one).is(202).json().path("goneAt").asString()).isNotEmpty();
        assertThat(list(of + "&deleted=false").findValuesAsString("snapshotId")).containsExactly(second);
        alice.post(one + "/undelete", "").is(200);
        assertThat(list(of + "&deleted=false").size()).isEqualTo(2);
        alice.get(SNAPSHOTS + "/none").isProblem(404, "no-such-snapshot", 13900020);
    }

    @Test
    void whatResticAddsAndForgetsIsSeen() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        var own = backUp(bundle);
        var restic = restic(bundle);
        restic.backup(service.source(bundle));

        var both = list("?bundleName=" + bundle);

        assertThat(both.size()).isEqualTo(2);
        restic.run(
                "forget",
                own.path("snapshotId").isMissingNode()
                        ? ""
                        : both.path(1).path("resticId").asString());
        assertThat(list("?bundleName=" + bundle).findValuesAsString("resticId"))
                .containsExactly(both.path(0).path("resticId").asString());
        // The next run has no snapshot of its own to compare with, and stores what is missing.
        backUp(bundle);
        restic.check();
    }

    @Test
    void aDamagedSnapshotDoesNotKeepOthersFromBeingUsed() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        var own = backUp(bundle);
        var restic = restic(bundle);
        restic.run("tag", "--add", "generation:none");
        restic.backup(service.source(bundle));
        damageNewestSnapshot(bundle);

        assertThat(list("?bundleName=" + bundle).findValuesAsString("snapshotId"))
                .containsExactly(own.path("snapshotId").asString());
        backUp(bundle);
        assertThat(list("?bundleName=" + bundle).size()).isEqualTo(2);
    }

    private void damageNewestSnapshot(String bundle) throws IOException {
        var newest = service.data().resolve("vault/local").resolve(bundle).resolve("snapshots");
        try (var files = Files.list(newest)) {
            var file = files.max(
                            Comparator.comparing((Path each) -> each.toFile().lastModified()))
                    .orElseThrow();
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2]++;
            assertThat(file.toFile().setWritable(true)).isTrue();
            Files.write(file, bytes);
        }
    }

    @Test
    void aPruneRunLeavesTheRepositoryWhole() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        backUp(bundle);

        var run = alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"prune\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
        var ended = alice.get("/api/v1/runs/" + run.path("runId").asString() + "?wait=20")
                .json();

        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        restic(bundle).check();
    }

    @Test
    void theVaultAndItsBundlesAreShown() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        backUp(bundle);

        var vault = alice.get("/api/v1/vaults").is(200).json().path("vaults").path(0);
        assertThat(vault.path("name").asString()).isEqualTo("main");
        assertThat(vault.path("snapshots").asLong()).isPositive();
        assertThat(vault.path("freeBytes").asLong()).isPositive();
        assertThat(vault.path("notice").asString()).contains("main.password");
        assertThat(vault.has("problem")).isFalse();
        assertThat(alice.get("/api/v1/vaults/main/bundles")
                        .is(200)
                        .json()
                        .path("bundles")
                        .findValuesAsString("bundleName"))
                .contains(bundle);
    }

    private static void assertSame(Path expected, Path restored) throws IOException {
        try (var files = Files.list(expected)) {
            for (var file : files.toList()) {
                assertThat(Files.mismatch(file, restored.resolve(file.getFileName())))
                        .isEqualTo(-1);
            }
        }
    }
}
