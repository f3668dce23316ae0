package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.tooDeep;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is refused, left out, or cannot be taken. */
class IncompleteBackupJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 2 << 20;

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
    void endsAtOnceWhenEveryBundleIsRefused() {
        var forbidden = "com.example.forbidden";
        service.bundleNamed(forbidden, "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");
        var broken = "com.example.broken";
        service.bundleNamed(broken, "{\"versionCode\":");
        var unknown = "com.example.unknown";

        var session = alice.backUp(unknown, forbidden, broken);
        session.recorder().await("onAllBundlesEnd");

        assertThat(refusal(session, unknown)).isEqualTo(13500005);
        assertThat(refusal(session, forbidden)).isEqualTo(13500001);
        assertThat(refusal(session, broken)).isEqualTo(13500005);
        assertThat(session.log(100)).hasSize(4);
        assertThat(session.state()).isEqualTo("completed");
        assertThat(session.bundle(unknown).path("outcome").asString("")).isEqualTo("rejected");
    }

    private static int refusal(BackupSession session, String bundle) {
        return session.recorder()
                .await("onBundleBegin", bundle)
                .path("err")
                .path("code")
                .asInt(0);
    }

    @Test
    void aRefusedBundleDoesNotStopTheOthers() throws Exception {
        var good = service.bundle(file("a.txt", "hi"));

        var session = alice.backUp("com.example.missing", good);
        session.pull(folder);

        session.recorder().await("onAllBundlesEnd");
        assertThat(refusal(session, "com.example.missing")).isEqualTo(13500005);
        DeliveredBackup.of(folder, good).assertSameTreeAs(service.source(good));
    }

    @Test
    void failedFilesAreReportedAndTheRestIsDelivered() {
        var bundle = service.bundle(file("good", "hi"), dir("deep", tooDeep()));

        var session = alice.backUp(bundle);
        session.pull(folder);

        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        assertThat(end.path("data").has("lastIncrementalTime")).isFalse();
        assertThat(session.bundle(bundle).path("failedCount").asInt(0)).isPositive();
        assertThat(session.bundle(bundle).has("lastIncrementalTime")).isFalse();
        assertThat(failures(session, bundle)).isNotEmpty().allSatisfy(error -> {
            assertThat(error.path("errorCode").asString("")).isEqualTo("13900005");
            assertThat(error.path("errorMessage").asString("")).contains("too long");
        });
        assertThat(counts(session, bundle).path("failedCount").asInt(-1))
                .isEqualTo(failures(session, bundle).size());
        assertThat(counts(session, bundle).path("successCount").asInt(-1)).isEqualTo(1);
    }

    private static List<JsonNode> failures(BackupSession session, String bundle) {
        return session.recorder().events().stream()
                .filter(event -> event.path("type").asString("").equals("onProcess")
                        && event.path("bundleName").asString("").equals(bundle))
                .map(event ->
                        event.path("data").path("process").path("processResult").path("errorInfo"))
                .filter(JsonNode::isObject)
                .toList();
    }

    @Test
    void aFileThatVanishesDuringTheScanIsReported() throws Exception {
        var bundle = service.bundle(
                files(5 * (Runtime.getRuntime().availableProcessors() + 4)),
                file("zz-last", "gone soon"),
                file("zz-last.bin", BIG + 1));

        // The first part waits for the rate; no more are packed ahead than there are processors.
        var session = alice.backUpAtRate(0, bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        Files.delete(service.source(bundle).resolve("zz-last"));
        Files.delete(service.source(bundle).resolve("zz-last.bin"));
        session.setRate(bundle, 800).is(200);
        session.pull(folder);

        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        assertThat(end.path("data").has("lastIncrementalTime")).isFalse();
        assertThat(session.bundle(bundle).path("failedCount").asInt(0)).isEqualTo(2);
        assertThat(failures(session, bundle))
                .extracting(error -> error.path("errorMessage").asString(""))
                .containsExactlyInAnyOrder(
                        "zz-last: it vanished while the backup ran", "zz-last.bin: it vanished while the backup ran");
        var manifest = DeliveredBackup.of(folder, bundle).manifest("manage.json");
        assertThat(manifest)
                .extracting(entry -> entry.path().encoded())
                .contains("file-0")
                .doesNotContain("zz-last", "zz-last.bin");

        var restore = RestoreSession.of(alice, bundle);
        restore.uploadAll(bundle, folder.resolve(bundle), new Random(1));
        restore.restore(bundle);
        var remarks = restore.report(bundle, "").path("failed");
        assertThat(remarks.valueStream().map(remark -> remark.path("path").asString("")))
                .containsExactlyInAnyOrder("zz-last", "zz-last.bin");
        assertThat(remarks.toString()).contains("it is not in the backup");
        assertThat(restore.session().bundle(bundle).path("failedCount").asInt(-1))
                .isZero();
    }

    @Test
    void onlyWhatTheApplicationIncludesIsTaken() throws Exception {
        var bundle = "com.example.selected:1";
        service.bundleNamed(
                bundle,
                "{\"versionCode\":1,\"versionName\":\"1\",\"appIndex\":1,\"includes\":[\"files\"],\"excludes\":[\"files/cache\"]}",
                dir("files", file("a", "in"), dir("cache", file("b", "out"))),
                dir("other", file("c", "out")));

        var session = alice.backUp(bundle);
        session.pull(folder);

        session.recorder().await("onAllBundlesEnd");
        assertThat(DeliveredBackup.of(folder, bundle).manifest("manage.json"))
                .extracting(entry -> entry.path().encoded())
                .containsExactly(".", "files", "files/a");
    }

    @Test
    void aSocketOrFifoIsNotedOnceAndIsNoFailure() throws Exception {
        var bundle = service.bundle(file("a", "hi"));
        io.bundlebackup.posix.RawFiles.makeFifo(service.source(bundle).resolve("fifo-1"));
        io.bundlebackup.posix.RawFiles.makeFifo(service.source(bundle).resolve("fifo-2"));

        var session = alice.backUp(bundle);
        session.pull(folder);

        session.recorder().await("onAllBundlesEnd");
        assertThat(failures(session, bundle)).hasSize(1);
        assertThat(session.bundle(bundle).path("failedCount").asInt(-1)).isZero();
        assertThat(session.bundle(bundle).has("lastIncrementalTime")).isTrue();
    }
}
