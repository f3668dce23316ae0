package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.GatedWork;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.Uploads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service is stopped in the middle of restores, and started again. */
class RestoreRestartJourneyIntegrationTests extends JourneyTest {
    private static final byte[] TAR = new TarBytes().file("a", "new").end();

    @Override
    public List<String> settings() {
        return List.of("backup.restore.keep-previous=1", "spring.lifecycle.timeout-per-shutdown-phase=2s");
    }

    private RestoreSession afterRestart(RestoreSession restore) {
        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);
        return new RestoreSession(
                alice, alice.adopt(alice.get(restore.session().url("")).is(200)));
    }

    @Test
    void waitsForItsClientWithTheUploadsThatItHas() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.ask(bundle, "part.1.tar").is(202);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("a", "new").file("b", "2nd", "part.1.tar"))
                .is(204);
        restore.upload(bundle, "part.0.tar", TAR).is(200);
        var before = restore.uploads(bundle);

        var back = afterRestart(restore);

        assertThat(back.session().recorder().await("onBackupServiceDied")).isNotNull();
        assertThat(back.uploads(bundle)).isEqualTo(before);
        assertThat(back.session().bundle(bundle).path("state").asString("")).isEqualTo("running");
        back.session().awaitBundle(bundle, "phase", "waitingForClient");
        // It is still held.
        alice.post("/api/v1/sessions", "{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"" + bundle + "\"}]}")
                .isProblem(409, "bundle-held", 13500013);
        back.publish(bundle).isProblem(409, "upload-incomplete", 13900001);
        back.upload(bundle, "part.1.tar", new TarBytes().file("b", "2nd").end()).is(200);
        back.restore(bundle);
        assertThat(service.source(bundle).resolve("b")).hasContent("2nd");
    }

    @Test
    void aQueuedBundleStaysQueuedAndItsPublicationCompletes() {
        var first = service.bundle(file("a", "hi"));
        var second = "com.example.queued";
        service.bundleNamed(
                second,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"restoreDeps\":\"" + first + "\"}",
                file("a", "hi"));
        var restore = RestoreSession.of(alice, first, second);
        restore.ask(second, "x.tar").is(202);
        restore.upload(second, "x.tar", TAR).is(200);
        restore.publish(second).is(202);

        var back = afterRestart(restore);

        assertThat(back.session().bundle(second).path("state").asString("")).isEqualTo("queued");
        back.upload(first, "x.tar", TAR).is(200);
        back.restore(first);
        back.awaitCompleted(second);
        back.session().recorder().await("onFileReady", second);
        assertThat(service.source(second).resolve("a")).hasContent("new");
    }

    @Test
    void anAnsweredPublicationIsTakenUpAgain() throws Exception {
        var bundle = "com.example.restarted";
        service.bundleNamed(
                bundle,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"extension\":{\"onRestore\":[\"sh\",\"-c\","
                        + "\"echo x >> $OUT/runs; [ -e $OUT/go ] || sleep 1000\"],\"environment\":{\"OUT\":\"" + folder
                        + "\"}}}",
                file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.publish(bundle).is(202);
        restore.session().awaitBundle(bundle, "phase", "extension");
        Files.writeString(folder.resolve("go"), "");

        var back = afterRestart(restore);

        back.awaitCompleted(bundle);
        assertThat(service.source(bundle).resolve("a")).hasContent("new");
        assertThat(RestoreSession.previous(alice, bundle)).hasSize(1);
    }

    /** What a kill has left of the tree before: a name of the upload, which is to become a file of the next one. */
    @Test
    void aBigFileIsMovedNotCopiedEvenIfAnEarlierTreeHadIt() throws Exception {
        var bundle = service.bundle(file("a", "hi"));
        var uri = "0123456789abcdef";
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, uri, "content".getBytes(StandardCharsets.UTF_8)).is(200);
        var upload = service.uploaded(restore.session().id()).stream()
                .filter(path -> path.getFileName().toString().startsWith(uri))
                .findFirst()
                .orElseThrow();
        var inode = Files.getAttribute(upload, "unix:ino");
        var work = Restored.beside(service.source(bundle), bundle);
        await().until(() -> Files.isDirectory(work));
        Files.createLink(
                Files.createDirectories(work.resolve(".gone-left/tree")).resolve("big"), upload);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles().file("big", "content", uri))
                .is(204);

        restore.restore(bundle);

        assertThat(Files.getAttribute(service.source(bundle).resolve("big"), "unix:ino"))
                .isEqualTo(inode);
    }

    /** Of an end that was cut off; an empty tree is not what anybody published. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void missingUploadsDoNotRestoreAnEmptyTree(boolean directoryIsThere) throws Exception {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);
        var work = service.works();
        work.hold(bundle, GatedWork.At.PUBLISHED);
        restore.publish(bundle).is(202);
        work.awaitHeld(bundle);
        var directory = service.part(Uploads.class)
                .directory(new BundleId(restore.session().id(), bundle));
        service.part(Uploads.class).discard(new BundleId(restore.session().id(), bundle));
        if (directoryIsThere) {
            Files.createDirectories(directory);
        }
        work.letGo(bundle);

        restore.awaitFailed(bundle, 13900020);

        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }

    @Test
    void aCompletedRestoreStaysCompletedAndCanBeUndone() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.restore(bundle);
        restore.session().recorder().await("onAllBundlesEnd");

        var back = afterRestart(restore);

        assertThat(back.session().bundle(bundle).path("outcome").asString("")).isEqualTo("completed");
        var id = RestoreSession.previous(alice, bundle).getFirst();
        RestoreSession.undo(alice, bundle, id).is(200);
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }
}
