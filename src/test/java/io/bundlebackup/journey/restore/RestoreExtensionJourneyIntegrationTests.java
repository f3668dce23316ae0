package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Applications that have a look at what they get. */
class RestoreExtensionJourneyIntegrationTests extends JourneyTest {
    private static final AtomicInteger BUNDLES = new AtomicInteger();
    private static final byte[] TAR = new TarBytes().file("a", "new").end();

    /** A bundle whose {@code onRestore} is a script of a shell; {@code $OUT} is a directory of the test. */
    private String bundle(String script) {
        var name = "com.example.restoring" + BUNDLES.incrementAndGet();
        var text = script.strip().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        service.bundleNamed(
                name,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"extension\":{\"onRestore\":[\"sh\",\"-c\",\"" + text
                        + "\"],\"environment\":{\"OUT\":\"" + folder + "\"}}}",
                file("a", "hi"),
                file("old", "old"));
        return name;
    }

    private String out(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    private RestoreSession published(String bundle, String members) {
        var restore = RestoreSession.with(alice, bundle, members);
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.publish(bundle).is(202);
        return restore;
    }

    @Test
    void onRestoreMayChangeTheNewTree() throws IOException {
        var bundle = bundle("""
                cat > $OUT/stdin
                cat a > $OUT/a
                ls > $OUT/names
                echo "$BACKUP_BUNDLE $BACKUP_SESSION $BACKUP_SESSION_TYPE $BACKUP_SCENARIO" > $OUT/variables
                echo migrated > migrated
                echo '{"progressInfo":[{"name":"tables","processed":1,"total":2}]}'
                echo '{"resultInfo":[{"type":"Migrated","rows":7}]}'
                """);

        var restore = published(bundle, "\"parameters\":\"the client's\",\"info\":{\"type\":\"x\"}");
        restore.awaitCompleted(bundle);

        assertThat(out("stdin")).isEqualTo("{\"parameters\":\"the client's\",\"info\":{\"type\":\"x\"}}");
        assertThat(out("a")).isEqualTo("new");
        assertThat(out("names")).isEqualTo("a");
        assertThat(out("variables")).isEqualTo(bundle + " " + restore.session().id() + " restore onRestore");
        assertThat(service.source(bundle).resolve("migrated")).hasContent("migrated");
        assertThat(service.source(bundle).resolve("old")).doesNotExist();
        var recorder = restore.session().recorder();
        assertThat(recorder.await("onResultReport", bundle)
                        .at("/data/result/resultInfo")
                        .valueStream()
                        .map(info -> info.path("type").asString("")))
                .contains("Migrated");
        recorder.await(
                "the application's progress",
                event -> event.at("/data/process/processResult/resultInfo/progressInfo/0/name")
                        .asString("")
                        .equals("tables"));
    }

    @Test
    void keepsTheOldTreeIfTheApplicationRefuses() {
        var bundle = bundle("echo spoilt > a; exit 3");
        var before = Picture.of(service.source(bundle));

        var restore = published(bundle, "\"priority\":0");
        restore.awaitFailed(bundle, 13500007);

        Picture.of(service.source(bundle)).assertSameAs(before, "after the refusal");
        await().atMost(Duration.ofSeconds(5)).until(() -> service.beside(bundle).isEmpty());
    }

    @Test
    void reportsACommandThatCannotStartOrIsKilled() {
        var killed = bundle("kill -9 $$");
        published(killed, "\"priority\":0").awaitFailed(killed, 13500004);
        var name = "com.example.unstartable";
        service.bundleNamed(
                name,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"extension\":{\"onRestore\":[\"/no/such/program\"]}}",
                file("a", "hi"));
        published(name, "\"priority\":0").awaitFailed(name, 13500002);
        assertThat(service.source(killed).resolve("a")).hasContent("hi");
        assertThat(service.source(name).resolve("a")).hasContent("hi");
    }

    @Test
    void isStoppedByTheTimerWithItsChildren() throws IOException {
        var bundle = bundle("sleep 1000 & echo $! > $OUT/child; wait");
        var restore = published(bundle, "\"priority\":0");
        restore.session().awaitBundle(bundle, "phase", "extension");
        await().until(() ->
                Files.exists(folder.resolve("child")) && !out("child").isEmpty());

        restore.session().setTimer(bundle, 1).is(200);

        restore.awaitFailed(bundle, 13500003);
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
        await().atMost(Duration.ofSeconds(10)).until(() -> !runs(out("child")));
    }

    private static boolean runs(String pid) {
        try {
            return !Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1)
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void doesNotRunInADryRun() {
        var bundle = bundle("echo ran > $OUT/ran");
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);

        restore.tryOut(bundle).is(202);
        restore.awaitTried(bundle);
        assertThat(folder.resolve("ran")).doesNotExist();

        restore.restore(bundle);
        assertThat(folder.resolve("ran")).exists();
    }

    /** A big file can become a file of the tree without a copy; what the application then writes must not reach the upload. */
    @Test
    void aBigFileThatItChangesInPlaceIsNotTheUpload() throws IOException {
        var uri = "0123456789abcdef";
        var bundle = bundle("printf X | dd of=big conv=notrunc bs=1 2>/dev/null; head -c 1 " + service.data()
                + "/uploads/*/*/" + uri + "~* > $OUT/first");
        var content = "0".repeat(100_000);
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadManifest(bundle, new HandMadeManifest().directory(".").file("big", content, uri))
                .is(204);
        restore.upload(bundle, uri, content.getBytes(StandardCharsets.US_ASCII)).is(200);

        restore.restore(bundle);

        assertThat(out("first")).isEqualTo("0");
        assertThat(service.source(bundle).resolve("big")).hasContent("X" + content.substring(1));
    }
}
