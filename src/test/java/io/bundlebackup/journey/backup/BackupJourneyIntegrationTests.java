package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.bytes;
import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.executable;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.link;
import static io.bundlebackup.journey.SourceTree.oddlyNamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.manifest.Entry;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is backed up, and that it is all there. */
class BackupJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 2 << 20;

    @Test
    void deliversSeveralBundlesAtOnce() throws Exception {
        var first = service.bundle(dir("files", file("a.txt", "hi"), executable("run.sh")), dir("empty"));
        var second = service.bundle(files(12), file("big.bin", BIG + 1));
        var third = service.bundle(file("b.txt", "ho"));

        var session = alice.backUp(first, second, third);
        session.pull(folder);

        for (var bundle : List.of(first, second, third)) {
            var end = session.recorder().await("onBundleEnd", bundle);
            assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
            assertThat(end.path("data").path("lastIncrementalTime").asLong(0)).isPositive();
            DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
        }
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.state()).isEqualTo("completed");
    }

    @Test
    void viewAndReportCountDeliveredFiles() {
        var bundle = service.bundle(files(12), file("big.bin", BIG + 1));
        var size = BIG + 1 + 12 * "content of 0".length() + 2;

        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        var view = session.bundle(bundle);
        assertThat(view.path("state").asString("")).isEqualTo("ended");
        for (var files : List.of("filesTotal", "filesReady", "filesClosed")) {
            assertThat(view.path(files).asInt(-1)).as(files).isEqualTo(13);
        }
        for (var bytes : List.of("bytesTotal", "bytesReady", "bytesClosed")) {
            assertThat(view.path(bytes).asInt(-1)).as(bytes).isEqualTo(size);
        }
        assertThat(view.path("failedCount").asInt(-1)).isZero();
        assertThat(counts(session, bundle).path("successCount").asInt(-1)).isEqualTo(13);
        assertThat(alice.get("/api/v1/bundles/" + bundle)
                        .is(200)
                        .json()
                        .path("lastBackup")
                        .path("sessionId")
                        .asString(""))
                .isEqualTo(session.id());
    }

    private static JsonNode counts(BackupSession session, String bundle) {
        for (var info : session.recorder()
                .await("onResultReport", bundle)
                .path("data")
                .path("result")
                .path("resultInfo")) {
            if (info.path("type").asString("").equals("CountInfo")) {
                return info.path("infos").path(0);
            }
        }
        throw new AssertionError("a report without counts");
    }

    @Test
    void anEmptyBundleIsDeliveredWithItsRoot() throws Exception {
        var bundle = service.bundle();

        var session = alice.backUp(bundle);
        session.pull(folder);

        session.recorder().await("onAllBundlesEnd");
        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
        assertThat(DeliveredBackup.of(folder, bundle).manifest("manage.json")).hasSize(1);
    }

    @Test
    void emptyFilesAndDirectoriesAreRestored() throws Exception {
        var bundle = service.bundle(file("empty", ""), dir("d", file("also-empty", ""), dir("e", dir("f"))));

        var session = alice.backUp(bundle);
        session.pull(folder);

        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
    }

    @Test
    void aLargeTreeIsCutIntoPartsByCountAndBySize() throws Exception {
        var bundle = service.bundle(
                dir("a", dir("b", files(13))), dir("c", file("x", 200_000), file("y", 200_000), file("z", 200_000)));

        var session = alice.backUp(bundle);
        session.pull(folder);

        var delivered = DeliveredBackup.of(folder, bundle);
        delivered.assertSameTreeAs(service.source(bundle));
        assertThat(delivered.uris(false)).hasSizeGreaterThan(4).startsWith("part.0.tar", "part.1.tar", "part.2.tar");
        assertThat(delivered.uris(false))
                .allSatisfy(uri -> assertThat(delivered.manifest(uri)).hasSizeLessThanOrEqualTo(5));
    }

    @Test
    void filesAboveTwoMebibytesAreDeliveredSeparately() throws Exception {
        var bundle = service.bundle(
                dir("d", file("exactly", BIG), file("more.BIN_1", BIG + 1), file("more.too-long-or-odd", BIG + 1)),
                file("x.tar", BIG + 1));

        var session = alice.backUp(bundle);
        session.pull(folder);

        var delivered = DeliveredBackup.of(folder, bundle);
        delivered.assertSameTreeAs(service.source(bundle));
        assertThat(delivered.uris(true))
                .containsExactlyInAnyOrder(
                        name("d/more.BIN_1") + ".BIN_1", name("d/more.too-long-or-odd"), name("x.tar") + ".tar");
        assertThat(Files.readAllBytes(folder.resolve(bundle).resolve(name("x.tar") + ".tar")))
                .isEqualTo(bytes("x.tar", BIG + 1));
        for (var file : delivered.index()) {
            var userTar = file.path("information").path("path").asString("").equals("x.tar");
            assertThat(file.path("isUserTar").asBoolean(!userTar)).isEqualTo(userTar);
        }
    }

    private static String name(String path) {
        return RunningService.sha256(path.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .substring(0, 16);
    }

    @Test
    void namesOfEveryKindAreRestored() throws Exception {
        var bundle = service.bundle(
                oddlyNamed("new\nline"),
                oddlyNamed("semi;colon"),
                oddlyNamed("per%cent%41"),
                oddlyNamed("bad\u00c3utf\u00ff8"),
                oddlyNamed("\u0001\u007f\t"),
                oddlyNamed(" leading and trailing "),
                oddlyNamed("-rf"),
                oddlyNamed("a".repeat(255)),
                oddlyNamed("\u00fe".repeat(255)),
                file("grün – 日本語 🙂.md", "text"),
                file("e\u0301", "composed"),
                file("\u00e9", "precomposed"),
                file("a", ""),
                dir("a!", file("x", "")),
                dir("b", file("x", "")),
                file("b!", ""),
                dir("日本", file("語%;.bin", BIG + 1)));

        var session = alice.backUp(bundle);
        session.pull(folder);

        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
    }

    @Test
    void symbolicLinksAreTakenAsTheirTextAndNeverFollowed() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "outside of the bundle");
        var bundle = service.bundle(
                dir("d", file("a", "hi"), link("up", "../d/a"), link("loop", "loop")),
                link("dangling", "no/such/file"),
                link("directory", "d"),
                link("outside", secret.toString()),
                link("root", "/"));

        var session = alice.backUp(bundle);
        session.pull(folder);

        var delivered = DeliveredBackup.of(folder, bundle);
        delivered.assertSameTreeAs(service.source(bundle));
        assertThat(delivered.manifest("manage.json").stream().filter(Entry::isSymbolicLink))
                .hasSize(6);
    }

    @Test
    void aBackupCanBeDrivenByTheListOfOneBundleWithoutAnyEvent() throws Exception {
        var bundle = service.bundle(files(40), file("big.bin", BIG + 1));
        var other = service.bundle(file("x", "waits"));

        var session = alice.backUp(bundle, other);
        session.pull(session.bundleUrl(bundle, "/files"), folder);
        session.awaitBundle(bundle, "outcome", "completed");

        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
        assertThat(session.bundle(other).path("state").asString("")).isNotEqualTo("ended");
        assertThat(session.files("state=closed&limit=1000"))
                .hasSizeGreaterThan(9)
                .allMatch(f -> f.bundle().equals(bundle));
    }

    @Test
    void theWorkListPagesInOrderOfAnnouncement() {
        var bundle = service.bundle(files(30));
        var session = alice.backUp(bundle);
        session.awaitFile(bundle, file -> true, 7);
        session.awaitBundle(bundle, "phase", "waitingForClient");

        var whole = session.files("limit=1000");
        var first = alice.get(session.url("/files?limit=3")).is(200).json();
        var second = alice.get(session.url(
                        "/files?limit=100&after=" + first.path("next").asString("")))
                .is(200)
                .json();

        assertThat(first.path("files")).hasSize(3);
        assertThat(first.path("more").asBoolean(false)).isTrue();
        assertThat(second.path("files")).hasSize(whole.size() - 3);
        assertThat(second.path("more").asBoolean(false))
                .as("the index is still to come")
                .isTrue();
        assertThat(whole)
                .extracting(BackupSession.Delivered::uri)
                .containsExactly(
                        "part.0.tar",
                        "part.1.tar",
                        "part.2.tar",
                        "part.3.tar",
                        "part.4.tar",
                        "part.5.tar",
                        "part.6.tar");
        assertThat(session.recorder().events().stream()
                        .filter(event -> event.path("type").asString("").equals("onFileReady"))
                        .map(event -> BackupSession.Delivered.of(event.path("data"))))
                .isEqualTo(whole);
    }
}
