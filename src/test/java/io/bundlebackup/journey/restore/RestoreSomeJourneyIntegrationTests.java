package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is whole can be had: single paths of a backup, and what verifies of one that is damaged. */
class RestoreSomeJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3_000_000;

    private Path saved(String bundle) {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        return folder.resolve(bundle);
    }

    private static byte[] manifest(Path saved) throws IOException {
        return Files.readAllBytes(saved.resolve("manage.json.manifest"));
    }

    private Path changed(String bundle, String... paths) throws IOException {
        var source = service.source(bundle);
        for (var path : paths) {
            Files.writeString(source.resolve(path), "changed");
        }
        return source;
    }

    @Test
    void restoresOneFileFromThePartThatCarriesIt() throws IOException {
        var bundle = service.bundle(dir("d", file("a", "a of the backup"), file("b", "b")), file("big", BIG));
        Files.createLink(
                service.source(bundle).resolve("d/z"), service.source(bundle).resolve("d/b"));
        var saved = saved(bundle);
        var source = changed(bundle, "d/a", "big");
        Files.delete(source.resolve("d/z"));
        Files.setPosixFilePermissions(source.resolve("d"), PosixFilePermissions.fromString("rwx------"));

        var restore = RestoreSession.with(alice, bundle, "\"paths\":[\"d/a\",\"d/z\"]");
        restore.uploadManifest(bundle, "manage.json", manifest(saved)).is(204);
        var missing = restore.publish(bundle)
                .isProblem(409, "upload-incomplete", 13900001)
                .json()
                .path("missing");
        assertThat(missing.size()).isEqualTo(1);
        assertThat(missing.path(0).path("uri").asString("")).isEqualTo("part.0.tar");
        restore.upload(bundle, "part.0.tar", Files.readAllBytes(saved.resolve("part.0.tar")))
                .is(200);
        restore.restore(bundle);

        assertThat(source.resolve("d/a")).hasContent("a of the backup");
        assertThat(source.resolve("d/z")).hasContent("b");
        assertThat(source.resolve("big")).hasContent("changed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(source.resolve("d"))))
                .isEqualTo("rwx------");
    }

    @Test
    void namesOnlyWhatTheBackupLacksOfTheseFiles() throws IOException {
        var bundle =
                service.bundle(dir("d", file("old", "old")), dir("locked", file("wanted", "w")), file("other", "o"));
        var saved = saved(bundle);
        var complete = new String(manifest(saved), StandardCharsets.UTF_8);
        var manifest = complete.replaceFirst(
                "\n", "&failed=9&failedPaths=other,d/lacking%2C1,d/old,locked,missing/too,missing\n");

        var restore = RestoreSession.with(alice, bundle, "\"paths\":[\"d\",\"locked/wanted\"]");
        restore.uploadManifest(bundle, "manage.json", manifest.getBytes(StandardCharsets.UTF_8))
                .is(204);
        restore.upload(bundle, "part.0.tar", Files.readAllBytes(saved.resolve("part.0.tar")))
                .is(200);
        restore.restore(bundle);

        var said = restore.report(bundle, "").path("failed").valueStream().toList();
        assertThat(said)
                .extracting(each -> each.path("path").asString(""))
                .containsExactly("d/lacking,1", "d/old", "locked", ".");
        assertThat(said)
                .extracting(each -> each.path("message").asString(""))
                .satisfiesExactly(
                        lacking -> assertThat(lacking).contains("it is not in the backup"),
                        old -> assertThat(old).contains("has an earlier state of it"),
                        locked -> assertThat(locked).contains("what lies in it may be missing"),
                        rest -> assertThat(rest).contains("3 more entries"));
    }

    @Test
    void refusesAPathThatTheBackupDoesNotHave() throws IOException {
        var bundle = service.bundle(file("a", "a"));
        var saved = saved(bundle);

        var restore = RestoreSession.with(alice, bundle, "\"paths\":[\"a\",\"none\"]");
        restore.uploadAll(bundle, saved, new Random(1));

        var refused = restore.publish(bundle).isProblem(400, "invalid-argument", 13900020);
        assertThat(refused.json().path("detail").asString("")).contains("no entry none");
    }

    @Test
    void reportsThatTheBackupFailedForAPath() throws IOException {
        var bundle = service.bundle(file("a", "a"));
        var saved = saved(bundle);
        var manifest = new String(manifest(saved), StandardCharsets.UTF_8)
                .replaceFirst("\n", "&failed=2&failedPaths=locked,locked-dir\n")
                .getBytes(StandardCharsets.UTF_8);
        var reasons = Map.of(
                "locked", "no entry locked: the backup failed to take it.",
                "locked-dir/x", "no entry locked-dir/x: the backup failed to take locked-dir.",
                "other", "no entry other.");

        reasons.forEach((path, reason) -> {
            var restore = RestoreSession.with(alice, bundle, "\"paths\":[\"" + path + "\"]");
            restore.uploadManifest(bundle, "manage.json", manifest).is(204);
            var refused = restore.publish(bundle).isProblem(400, "invalid-argument", 13900020);
            assertThat(refused.json().path("detail").asString("")).endsWith(reason);
            restore.session().release();
        });
    }

    @Test
    void salvageRestoresVerifiedFilesAndKeepsTheOthers() throws IOException {
        var bundle = service.bundle(file("a", "first file"), file("b", "second file"), file("big", BIG));
        var saved = saved(bundle);
        var source = changed(bundle, "a", "b", "big");
        var part = Files.readAllBytes(saved.resolve("part.0.tar"));
        int at = new String(part, StandardCharsets.ISO_8859_1).indexOf("first file");
        part[at] ^= 1;

        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"salvage\"");
        restore.uploadManifest(bundle, "manage.json", manifest(saved)).is(204);
        restore.upload(bundle, "part.0.tar", part).is(200);
        restore.tryOut(bundle).is(202);
        restore.awaitTried(bundle);
        var first = restore.report(bundle, "?limit=1");
        assertThat(first.path("failed").size()).isEqualTo(1);
        assertThat(first.path("changes").size()).isZero();
        var second =
                restore.report(bundle, "?limit=1&after=" + first.path("next").asString(""));
        var third =
                restore.report(bundle, "?limit=1&after=" + second.path("next").asString(""));
        assertThat(Stream.of(first, second)
                        .map(page -> page.path("failed").path(0).path("path").asString("")))
                .containsExactlyInAnyOrder("a", "big");
        assertThat(third.path("failed").size()).isZero();
        assertThat(restore.report(bundle, "")
                        .path("changes")
                        .valueStream()
                        .map(change -> change.path("path").asString("")))
                .containsExactly("b");
        assertThat(third.path("changes").path(0).path("path").asString("")).isEqualTo("b");
        assertThat(third.has("next")).isFalse();
        assertThat(restore.session().bundle(bundle).path("failedCount").asInt(-1))
                .isEqualTo(2);
        restore.restore(bundle);
        assertThat(restore.session().bundle(bundle).path("failedCount").asInt(-1))
                .isEqualTo(2);

        assertThat(source.resolve("a")).hasContent("changed");
        assertThat(source.resolve("b")).hasContent("second file");
        assertThat(source.resolve("big")).hasContent("changed");
        var report = restore.report(bundle, "");
        assertThat(report.path("outcome").asString("")).isEqualTo("completed");
        assertThat(report.path("failed")
                        .valueStream()
                        .map(failed -> failed.path("path").asString("")))
                .containsExactlyInAnyOrder("a", "big");
        assertThat(report.path("failed").toString()).contains("damaged", "was not uploaded");
    }
}
