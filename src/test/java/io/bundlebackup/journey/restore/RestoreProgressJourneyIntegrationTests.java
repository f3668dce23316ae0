package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.GatedWork;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How far a restore is, whatever comes in which order, and what is told of it afterwards. */
class RestoreProgressJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3 << 20;

    private Path saved(String bundle) {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        return folder.resolve(bundle);
    }

    private static List<Long> counts(JsonNode view, String kind) {
        return List.of(
                view.path(kind + "Total").asLong(-1),
                view.path(kind + "Ready").asLong(-1),
                view.path(kind + "Closed").asLong(-1));
    }

    private static JsonNode awaitReady(RestoreSession restore, String bundle, long files) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> restore.session().bundle(bundle),
                        view -> view.path("filesReady").asLong(-1) == files);
    }

    /** A power cut before the end is recorded may take the new tree: then there has to be something to begin again with. */
    @Test
    void uploadsStayUntilTheEndIsRecorded() throws IOException {
        var bundle = service.bundle(file("a", "old"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().file("a", "new").end()).is(200);
        service.works().hold(bundle, GatedWork.At.CARRIED_OUT);
        restore.publish(bundle).is(202);
        service.works().awaitHeld(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("new");
        assertThat(service.uploaded(restore.session().id())).isNotEmpty();

        service.works().letGo(bundle);
        restore.session().recorder().await("onAllBundlesEnd");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.uploaded(restore.session().id()).isEmpty());
    }

    @Test
    void countsWhatIsUploadedAndWhatIsApplied() throws IOException {
        var bundle = service.bundle(dir("d", files(12)), file("big", BIG));
        var saved = saved(bundle);
        long bytes = BIG;
        for (int i = 0; i < 12; i++) {
            bytes += ("content of " + i).length();
        }
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadManifest(bundle, "manage.json", Files.readAllBytes(saved.resolve("manage.json.manifest")))
                .is(204);
        assertThat(counts(awaitReady(restore, bundle, 0), "bytes")).element(1).isEqualTo(0L);
        var big = DeliveredBackup.of(folder, bundle).uris(true).getFirst();
        restore.upload(bundle, big, Files.readAllBytes(saved.resolve(big))).is(200);
        assertThat(awaitReady(restore, bundle, 1).path("bytesReady").asLong(-1)).isEqualTo(BIG);

        restore.uploadAll(bundle, saved, new Random(1));
        restore.restore(bundle);

        var view = restore.session().bundle(bundle);
        assertThat(counts(view, "files")).containsExactly(13L, 13L, 13L);
        assertThat(counts(view, "bytes")).containsExactly(bytes, bytes, bytes);
        assertThat(view.path("failedCount").asLong(-1)).isZero();
        var report = restore.report(bundle, "");
        assertThat(report.path("files").asLong(-1)).isEqualTo(13);
        assertThat(report.path("bytes").asLong(-1)).isEqualTo(bytes);
        assertThat(report.path("outcome").asString("")).isEqualTo("completed");
        assertThat(restore.session()
                        .recorder()
                        .await("onResultReport", bundle)
                        .at("/data/result/resultInfo/1/infos/0/successCount")
                        .asLong(-1))
                .isEqualTo(13);
    }

    @Test
    void showsTheLastRestoreOfTheTarget() {
        var source = service.bundle(file("a", "hi"));
        var target = service.bundle(file("a", "hello"));
        var saved = saved(source);
        var before = Instant.now().minusSeconds(1);
        var restore = RestoreSession.with(alice, source, "\"restoreTo\":\"" + target + "\"");
        restore.uploadAll(source, saved, new Random(2));
        restore.restore(source);

        var last = lastRestore(target);
        assertThat(last.path("sessionId").asString(""))
                .isEqualTo(restore.session().id());
        assertThat(last.path("type").asString("")).isEqualTo("restore");
        assertThat(last.path("outcome").asString("")).isEqualTo("completed");
        assertThat(last.path("files").asLong(-1)).isEqualTo(1);
        assertThat(last.path("bytes").asLong(-1)).isEqualTo(2);
        assertThat(last.path("failedCount").asLong(-1)).isZero();
        assertThat(last.has("lastIncrementalTime")).isFalse();
        assertThat(Instant.parse(last.path("endedAt").asString(""))).isAfter(before);
        assertThat(lastRestore(source).isMissingNode()).isTrue();
        assertThat(alice.get("/api/v1/bundles/" + source)
                        .is(200)
                        .json()
                        .at("/lastBackup/outcome")
                        .asString(""))
                .isEqualTo("completed");

        var failing = RestoreSession.of(alice, target);
        failing.upload(target, "x.tar", new byte[10]).is(200);
        failing.publish(target).is(202);
        failing.awaitFailed(target, 13900020);
        assertThat(lastRestore(target).path("outcome").asString("")).isEqualTo("failed");
    }

    private JsonNode lastRestore(String bundle) {
        return alice.get("/api/v1/bundles/" + bundle).is(200).json().path("lastRestore");
    }

    @Test
    void restoresUploadsInAnyOrder() {
        var bundle = service.bundle(dir("d", files(20)), file("big", BIG), file("small", 40_000));
        var saved = saved(bundle);
        var before = Picture.of(service.source(bundle));
        for (int i = 0; i < 6; i++) {
            var restore = RestoreSession.of(alice, bundle);
            restore.uploadAll(bundle, saved, new Random(i));
            restore.restore(bundle);
            // Until then the big file has its upload's name too.
            await().until(() -> service.uploaded(restore.session().id()).isEmpty());
            Picture.of(service.source(bundle)).assertSameAs(before, "with the order of seed " + i);
        }
    }

    /** What is known of an upload that was replaced must not count for the one that replaces it. */
    @Test
    void restoresTheUploadThatCameLast() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        var uri = "0123456789abcdef";
        var manifest = HandMadeManifest.ofFiles("a", "last").file("big", "LAST", uri);
        restore.uploadManifest(bundle, manifest).is(204);
        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "1st!").end())
                .is(200);
        restore.upload(bundle, uri, "LAST".getBytes(StandardCharsets.UTF_8)).is(200);
        awaitReady(restore, bundle, 2);
        restore.upload(bundle, uri, "1ST!".getBytes(StandardCharsets.UTF_8)).is(200);
        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "last").end())
                .is(200);
        restore.upload(bundle, uri, "LAST".getBytes(StandardCharsets.UTF_8)).is(200);

        restore.restore(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("last");
        assertThat(service.source(bundle).resolve("big")).hasContent("LAST");
    }

    @Test
    void doesNotRestoreAnUploadThatWasReplaced() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        var uri = "0123456789abcdef";
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("a", "good").file("big", "GOOD", uri))
                .is(204);
        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "good").end())
                .is(200);
        restore.upload(bundle, uri, "GOOD".getBytes(StandardCharsets.UTF_8)).is(200);
        awaitReady(restore, bundle, 2);

        restore.upload(bundle, uri, "EVIL".getBytes(StandardCharsets.UTF_8)).is(200);
        restore.publish(bundle).is(202);

        assertThat(restore.awaitFailed(bundle, 13900020).path("uri").asString(""))
                .isEqualTo(uri);
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }

    /** The bytes were digested when they arrived; a write to their file since then is seen in its times. */
    @Test
    void findsAByteThatWasChangedOnDiskBetweenArrivalAndUnpacking() throws IOException {
        for (var changed : List.of("part.0.tar", "0123456789abcdef")) {
            var bundle = service.bundle(file("a", "hi"));
            var restore = RestoreSession.of(alice, bundle);
            var manifest = HandMadeManifest.ofFiles("a", "good").file("big", "GOOD", "0123456789abcdef");
            restore.uploadManifest(bundle, manifest).is(204);
            restore.upload(
                            bundle,
                            "part.0.tar",
                            new TarBytes().file("a", "good").end())
                    .is(200);
            restore.upload(bundle, "0123456789abcdef", "GOOD".getBytes(StandardCharsets.UTF_8))
                    .is(200);
            var upload = service.uploaded(restore.session().id()).stream()
                    .filter(file -> file.getFileName().toString().matches(changed + "~[0-9]+"))
                    .findFirst()
                    .orElseThrow();
            try (var file = new RandomAccessFile(upload.toFile(), "rw")) {
                file.seek(changed.endsWith(".tar") ? 512 : 0);
                file.write('X');
            }

            restore.publish(bundle).is(202);

            var failed = restore.awaitFailed(bundle, 13900020);
            assertThat(failed.path("uri").asString("")).isEqualTo(changed);
            assertThat(service.source(bundle).resolve("a")).hasContent("hi");
        }
    }

    @Test
    void restoresByTheManifestThatCameLast() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(
                        bundle,
                        "part.0.tar",
                        new TarBytes().file("a", "1st").file("b", "2nd").end())
                .is(200);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("a", "1st")).is(204);
        awaitReady(restore, bundle, 1);

        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("b", "2nd")).is(204);
        restore.restore(bundle);

        assertThat(service.source(bundle).toFile().list()).containsExactly("b");
    }

    @Test
    void aSecondPublicationGivesTheSameAnswerAndIsAppliedOnce() {
        var bundle = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().file("a", "new").end()).is(200);
        var first = restore.publish(bundle).is(202).text();
        assertThat(restore.publish(bundle).is(202).text()).isEqualTo(first);
        restore.awaitCompleted(bundle);
        assertThat(restore.publish(bundle).is(202).text()).isEqualTo(first);
        restore.session().recorder().await("onAllBundlesEnd");
        assertThat(RestoreSession.previous(alice, bundle)).hasSize(1);
        restore.upload(bundle, "x.tar", new byte[0]).isProblem(409, "published", 13900001);
    }

    @Test
    void filesOfOlderGenerationsAreUsedWithTheNewestManifest() {
        var bundle = service.bundle(file("a", "hi"));
        var first = "11111111-1111-1111-1111-111111111111";
        var second = "22222222-2222-2222-2222-222222222222";
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadManifest(
                        bundle,
                        "1_manage.json",
                        new HandMadeManifest()
                                .directory(".")
                                .file("a", "1st", "1_part.0.tar")
                                .file("b", "old", "1_part.0.tar")
                                .generation(first, "")
                                .of(bundle))
                .is(204);
        restore.uploadManifest(
                        bundle,
                        "2_manage.json",
                        new HandMadeManifest()
                                .directory(".")
                                .file("a", "1st", "1_part.0.tar")
                                .file("b", "new", "2_part.0.tar")
                                .generation(second, first)
                                .of(bundle))
                .is(204);
        restore.upload(
                        bundle,
                        "1_part.0.tar",
                        new TarBytes().file("a", "1st").file("b", "old").end())
                .is(200);
        var missing = restore.publish(bundle)
                .isProblem(409, "upload-incomplete", 13900001)
                .json();
        assertThat(missing.at("/missing/0/uri").asString("")).isEqualTo("2_part.0.tar");
        assertThat(missing.at("/missing/0/generation").asString("")).isEqualTo(second);
        restore.upload(bundle, "2_part.0.tar", new TarBytes().file("b", "new").end())
                .is(200);

        restore.restore(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("1st");
        assertThat(service.source(bundle).resolve("b")).hasContent("new");
    }
}
