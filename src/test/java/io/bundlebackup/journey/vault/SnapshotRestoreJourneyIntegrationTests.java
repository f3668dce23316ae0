package io.bundlebackup.journey.vault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.GatedWork;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Restores from snapshots of a vault: nothing is uploaded. */
class SnapshotRestoreJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3_000_000;

    private Path repository(String bundle) {
        return service.data().resolve("vault/local").resolve(bundle);
    }

    private RestoreSession afterRestart(RestoreSession restore) {
        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);
        return new RestoreSession(
                alice, alice.adopt(alice.get(restore.session().url("")).is(200)));
    }

    @Test
    void restoresASnapshotAndUndoesThat() throws IOException {
        var bundle = service.bundle(dir("d", file("a", "a")), file("big", BIG), file("empty", ""));
        var source = service.source(bundle);
        Files.createLink(source.resolve("d/z"), source.resolve("d/a"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("d/a"));
        var big = Files.readAllBytes(source.resolve("big"));
        var backup = VaultBackup.of(alice, bundle);
        Files.writeString(source.resolve("d/a"), "changed");
        Files.delete(source.resolve("big"));
        Files.writeString(source.resolve("new"), "new");

        var restore = backup.begin(alice, bundle);
        var view = restore.session().bundle(bundle);
        assertThat(view.path("fromSnapshot").path("vault").asString()).isEqualTo("main");
        assertThat(view.path("fromSnapshot").path("snapshotId").asString()).isEqualTo(backup.snapshotId());
        restore.restore(bundle);

        assertThat(source.resolve("d/a")).hasContent("a");
        assertThat(Files.getAttribute(source.resolve("d/z"), "unix:ino"))
                .isEqualTo(Files.getAttribute(source.resolve("d/a"), "unix:ino"));
        assertThat(source.resolve("big")).hasBinaryContent(big);
        assertThat(source.resolve("empty")).isEmptyFile();
        assertThat(Files.readSymbolicLink(source.resolve("link"))).hasToString("d/a");
        assertThat(source.resolve("new")).doesNotExist();
        assertThat(restore.report(bundle, "").path("failed")).isEmpty();

        var id = RestoreSession.previous(alice, bundle).getFirst();
        RestoreSession.undo(alice, bundle, id).is(200);
        assertThat(source.resolve("d/a")).hasContent("changed");
        assertThat(source.resolve("new")).hasContent("new");
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndChangesNothing() throws IOException {
        var bundle = service.bundle(file("a", "a"), file("b", "b"));
        var source = service.source(bundle);
        var backup = VaultBackup.of(alice, bundle);
        Files.writeString(source.resolve("a"), "changed");
        Files.delete(source.resolve("b"));
        Files.writeString(source.resolve("c"), "c");
        var restore = backup.begin(alice, bundle);

        restore.tryOut(bundle).is(202);
        var tried = restore.awaitTried(bundle);

        assertThat(tried.path("added").asInt()).isEqualTo(1);
        // The root too: its time differs.
        assertThat(tried.path("changed").asInt()).isBetween(1, 2);
        assertThat(tried.path("removed").asInt()).isEqualTo(1);
        assertThat(source.resolve("a")).hasContent("changed");
        restore.restore(bundle);
        assertThat(source.resolve("a")).hasContent("a");
    }

    @Test
    void restoresOnlyTheseFilesAndDirectories() throws IOException {
        var bundle =
                service.bundle(dir("d", file("a", "a"), file("b", "b")), dir("e", file("x", "x")), file("big", BIG));
        var source = service.source(bundle);
        var backup = VaultBackup.of(alice, bundle);
        for (var path : new String[] {"d/a", "d/b", "e/x", "big"}) {
            Files.writeString(source.resolve(path), "changed");
        }

        var restore = backup.begin(alice, bundle, "d/b", "e");
        restore.restore(bundle);

        assertThat(source.resolve("d/a")).hasContent("changed");
        assertThat(source.resolve("d/b")).hasContent("b");
        assertThat(source.resolve("e/x")).hasContent("x");
        assertThat(source.resolve("big")).hasContent("changed");
        var view = restore.session().bundle(bundle);
        assertThat(view.path("restoreMode").asString()).isEqualTo("merge");
        assertThat(view.path("paths").toString()).isEqualTo("[\"d/b\",\"e\"]");
    }

    @Test
    void nothingCanBeUploaded() {
        var bundle = service.bundle(file("a", "a"));
        var restore = VaultBackup.of(alice, bundle).begin(alice, bundle);

        restore.upload(bundle, "part.0.tar", new byte[1]).isProblem(409, "from-snapshot", 13900001);
        restore.uploadManifest(bundle, "manage.json", new byte[1]).isProblem(409, "from-snapshot", 13900001);
        restore.ask(bundle, "part.0.tar").isProblem(409, "from-snapshot", 13900001);
        alice.delete(restore.session().bundleUrl(bundle, "/uploads/part.0.tar"))
                .isProblem(409, "from-snapshot", 13900001);
        assertThat(restore.uploads(bundle)).isEmpty();
    }

    /** Flips a byte in each pack where the blobs of files lie. */
    private void damagePacks(String bundle) throws IOException {
        try (Stream<Path> packs = Files.walk(repository(bundle).resolve("data"))) {
            packs.filter(Files::isRegularFile)
                    .filter(SnapshotRestoreJourneyIntegrationTests::isLarge)
                    .forEach(SnapshotRestoreJourneyIntegrationTests::flip);
        }
    }

    private static boolean isLarge(Path pack) {
        try {
            return Files.size(pack) > BIG / 2;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path pack) {
        try {
            pack.toFile().setWritable(true);
            try (var file = FileChannel.open(pack, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var one = ByteBuffer.allocate(1);
                long middle = file.size() / 2;
                file.read(one, middle);
                one.put(0, (byte) ~one.get(0)).flip();
                file.write(one, middle);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofADamagedSnapshotNothingIsAppliedAndThePathIsNamed() throws IOException {
        var bundle = service.bundle(file("a", "a"), file("big", BIG));
        var source = service.source(bundle);
        var backup = VaultBackup.of(alice, bundle);
        Files.writeString(source.resolve("a"), "changed");
        damagePacks(bundle);

        var restore = backup.begin(alice, bundle);
        restore.publish(bundle).is(202);
        var failure = restore.awaitFailed(bundle, 13900020);

        assertThat(failure.path("path").asString()).isEqualTo("big");
        assertThat(failure.path("message").asString()).contains("is damaged in the vault main");
        assertThat(source.resolve("a")).hasContent("changed");
    }

    @Test
    void aSalvageLeavesOutWhatIsDamagedAndNamesThat() throws IOException {
        var bundle = service.bundle(file("a", "a"), file("big", BIG));
        var source = service.source(bundle);
        var backup = VaultBackup.of(alice, bundle);
        Files.writeString(source.resolve("a"), "changed");
        Files.writeString(source.resolve("big"), "changed");
        damagePacks(bundle);

        var restore = backup.beginWith(alice, "\"restoreMode\":\"salvage\"," + backup.member());
        restore.restore(bundle);

        assertThat(source.resolve("a")).hasContent("a");
        assertThat(source.resolve("big")).hasContent("changed");
        var failed = restore.report(bundle, "").path("failed");
        assertThat(failed.size()).isEqualTo(1);
        assertThat(failed.path(0).path("path").asString()).isEqualTo("big");
    }

    @Test
    void whatIsNotThereIsRefusedBeforeTheSession() {
        var bundle = service.bundle(file("a", "a"));
        var other = service.bundle(file("a", "a"));
        var backup = VaultBackup.of(alice, bundle);
        var none = UUID.randomUUID();

        alice.post("/api/v1/sessions", backup.request(backup.member()).replace("\"main\"", "\"attic\""))
                .isProblem(404, "no-such-vault", 13900020);
        alice.post("/api/v1/sessions", backup.request(new VaultBackup(bundle, none.toString()).member()))
                .isProblem(404, "no-such-snapshot", 13900020);
        alice.post("/api/v1/sessions", backup.request(backup.member("b"))).isProblem(404, "no-such-path", 13900020);
        alice.post("/api/v1/sessions", new VaultBackup(other, backup.snapshotId()).request(backup.member()))
                .isProblem(400, "invalid-argument", 13900020);
        alice.post("/api/v1/sessions", backup.request(backup.member()).replace("restore", "backup"))
                .isProblem(400, "invalid-argument", 13900020);
        alice.post("/api/v1/sessions", backup.request("\"paths\":[\"a\"]," + backup.member("a")))
                .isProblem(400, "invalid-argument", 13900020);
        alice.post("/api/v1/sessions", backup.request(backup.member()).replace(backup.snapshotId(), "x"))
                .is(400);
    }

    @Test
    void needsTheAuthorityVault() {
        var bundle = service.bundle(file("a", "a"));
        var backup = VaultBackup.of(alice, bundle);

        try (var bob = service.client(RunningService.BOB)) {
            bob.post("/api/v1/sessions", backup.request(backup.member())).isProblem(403, "permission-denied", 201);
            var open = RestoreSession.open(bob);
            bob.post(
                            open.session().url("/bundles"),
                            "{\"bundles\":[{\"bundleName\":\"" + bundle + "\"," + backup.member() + "}]}")
                    .isProblem(403, "permission-denied", 201);
            check(open.session());
        }
    }

    @Test
    void theVersionOfTheSnapshotCountsUnlessADowngradeIsAllowed() {
        var bundle = "com.example.downgraded";
        service.bundleNamed(bundle, "{\"versionCode\":1000001,\"versionName\":\"2\"}", file("a", "a"));
        var older = service.bundle(file("a", "older"));
        var backup = VaultBackup.of(alice, bundle);

        var refused = backup.begin(alice, older);
        assertThat(refused.session().bundle(bundle).path("err").path("code").asInt())
                .isEqualTo(13500014);
        check(refused.session());
        var allowed =
                backup.beginWith(alice, "\"allowDowngrade\":true,\"restoreTo\":\"" + older + "\"," + backup.member());
        allowed.restore(bundle);

        assertThat(service.source(older).resolve("a")).hasContent("a");
    }

    @Test
    void aRestartInTheMiddleGoesOn() throws IOException {
        var bundle = service.bundle(file("a", "a"), file("big", BIG));
        var backup = VaultBackup.of(alice, bundle);
        Files.writeString(service.source(bundle).resolve("a"), "changed");
        var work = service.works();
        work.hold(bundle, GatedWork.At.VERIFYING);
        var restore = backup.begin(alice, bundle);
        restore.publish(bundle).is(202);
        work.awaitHeld(bundle);
        assertThat(restore.session().bundle(bundle).path("phase").asString()).isEqualTo("verifying");
        // The gate stops with the service; the next one has none.
        var back = afterRestart(restore);
        work.letGo(bundle);

        back.awaitCompleted(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("a");
        assertThat(back.session()
                        .bundle(bundle)
                        .path("fromSnapshot")
                        .path("snapshotId")
                        .asString())
                .isEqualTo(backup.snapshotId());
    }

    @Test
    void aRestoreEndsWithASentenceIfTheVaultIsGone() throws IOException {
        var bundle = service.bundle(file("a", "a"));
        var backup = VaultBackup.of(alice, bundle);
        var restore = backup.begin(alice, bundle);
        restore.session().awaitBundle(bundle, "phase", "waitingForClient");
        var vault = service.data().resolve("vault");
        var away = service.data().resolve("unmounted");
        Files.move(vault, away);
        try {
            restore.publish(bundle).is(202);
            var failure = restore.awaitFailed(bundle, 13600001);
            assertThat(failure.path("message").asString()).contains("see whether the disk is mounted");
        } finally {
            Files.move(away, vault);
        }
        assertThat(service.source(bundle).resolve("a")).hasContent("a");
    }

    /** A read that has begun goes on: the snapshot's packs stay until a prune, and a prune waits a day. */
    @Test
    void aDeletedSnapshotIsRestoredToItsEnd() throws IOException {
        var bundle = service.bundle(file("a", "a"));
        var first = VaultBackup.of(alice, bundle);
        Files.writeString(service.source(bundle).resolve("a"), "changed");
        VaultBackup.of(alice, bundle);
        var work = service.works();
        work.hold(bundle, GatedWork.At.VERIFYING);
        var restore = first.begin(alice, bundle);
        restore.publish(bundle).is(202);
        work.awaitHeld(bundle);

        alice.delete("/api/v1/vaults/main/snapshots/" + first.snapshotId()).is(202);
        work.letGo(bundle);
        restore.awaitCompleted(bundle);

        assertThat(service.source(bundle).resolve("a")).hasContent("a");
    }
}
