package io.bundlebackup.journey.vault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Snapshots that Debian's restic has made, copied or changed are browsed and restored as those of runs. */
@ExtendWith(Restic.Required.class)
class ResticSnapshotJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3_000_000;

    private Path repository(String bundle) {
        return service.data().resolve("vault/local").resolve(bundle);
    }

    /** restic with the password of the vault, which a first backup makes. */
    private Restic restic(String bundle) throws IOException {
        if (Files.notExists(passwordFile())) {
            VaultBackup.of(alice, service.bundle(file("a", "a")));
        }
        return restic(repository(bundle), Files.createDirectories(folder.resolve(bundle)));
    }

    private Restic restic(Path repository, Path scratch) throws IOException {
        var password = Files.readString(passwordFile()).strip();
        return new Restic(repository, scratch, password.getBytes(StandardCharsets.UTF_8));
    }

    private Restic initialized(String bundle) throws IOException {
        var restic = restic(bundle);
        restic.init();
        return restic;
    }

    /** Runs restic in a directory, as an operator does who names relative paths. */
    private static void runIn(Path directory, Restic restic, String... arguments) throws Exception {
        var process = restic.builder(arguments)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private List<JsonNode> snapshots(String bundle) {
        return alice.get("/api/v1/vaults/main/snapshots?bundleName=" + bundle)
                .is(200)
                .json()
                .path("snapshots")
                .valueStream()
                .toList();
    }

    private VaultBackup newest(String bundle) {
        return new VaultBackup(
                bundle, snapshots(bundle).getFirst().path("snapshotId").asString());
    }

    private static String url(VaultBackup backup) {
        return "/api/v1/vaults/main/snapshots/" + backup.snapshotId();
    }

    private void assertRestores(VaultBackup backup, Picture wanted, String what) {
        var other = service.bundle();
        var restore = backup.begin(alice, other);
        restore.restore(backup.bundle());
        assertThat(restore.report(backup.bundle(), "").path("failed")).isEmpty();
        Picture.of(service.source(other)).assertSameAs(wanted, what);
    }

    @Test
    void aRandomTreeIsRestoredExactly() throws Exception {
        var bundle = service.bundle(file("big", BIG), dir("d", file("a", "a")));
        var source = service.source(bundle);
        long seed = Long.getLong("seed", System.nanoTime());
        RandomTree.grow(
                Files.createDirectory(source.resolve("grown")), new Random(seed), TarTools.keepsAttributes(source));
        Files.createLink(source.resolve("d/other-name"), source.resolve("big"));
        var restic = initialized(bundle);
        restic.backup(source);

        assertRestores(newest(bundle), Picture.of(source), "an absolute path, seed " + seed);

        runIn(Objects.requireNonNull(source.getParent()), restic, "backup", "data");
        assertRestores(newest(bundle), Picture.of(source), "a relative path, seed " + seed);

        TarTools.run("find", source.toString(), "-mindepth", "1", "-delete");
    }

    /** Of the root itself, such a snapshot has no attributes. */
    @Test
    void aSnapshotOfTheCurrentDirectoryIsRestored() throws Exception {
        var bundle = service.bundle(file("a", "a"), dir("data", file("b", "b")));
        runIn(service.source(bundle), initialized(bundle), "backup", ".");
        var other = service.bundle();

        newest(bundle).begin(alice, other).restore(bundle);

        assertThat(service.source(other).resolve("a")).hasContent("a");
        assertThat(service.source(other).resolve("data/b")).hasContent("b");
        assertThat(Files.getPosixFilePermissions(service.source(other))).hasSize(3);
    }

    @Test
    void pathsAreThoseOfTheBundle() throws Exception {
        var bundle = service.bundle(dir("d", file("a", "a"), file("b", "b")), file("big", BIG));
        var source = service.source(bundle);
        initialized(bundle).backup(source);
        var backup = newest(bundle);
        assertThat(alice.get(url(backup) + "/tree")
                        .is(200)
                        .json()
                        .path("entries")
                        .findValuesAsString("path"))
                .containsExactly("big", "d");
        assertThat(alice.get(url(backup) + "/content?path=d/a").is(200).text()).isEqualTo("a");

        var dry = backup.begin(alice, bundle);
        dry.tryOut(bundle).is(202);
        var tried = dry.awaitTried(bundle);
        assertThat(List.of(
                        tried.path("added").asInt(-1),
                        tried.path("changed").asInt(-1),
                        tried.path("removed").asInt(-1)))
                .containsOnly(0);
        dry.session().release().is(204);
        Files.writeString(source.resolve("d/a"), "changed");
        Files.writeString(source.resolve("d/b"), "changed");
        alice.post("/api/v1/sessions", backup.request(backup.member("d/c"))).isProblem(404, "no-such-path", 13900020);
        backup.begin(alice, bundle, "d/b").restore(bundle);

        assertThat(source.resolve("d/a")).hasContent("changed");
        assertThat(source.resolve("d/b")).hasContent("b");
    }

    @Test
    void whatIsNotTheDataOfOneBundleIsRefused() throws Exception {
        var bundle = service.bundle(dir("d", file("a", "a")), dir("e", file("b", "b")));
        var source = service.source(bundle);
        var restic = initialized(bundle);
        restic.run("backup", source.resolve("d").toString(), source.resolve("e").toString());
        var several = newest(bundle);
        restic.backup(source.resolve("d/a"));
        var one = newest(bundle);

        assertThat(refusal(several))
                .isEqualTo("The snapshot " + several.snapshotId()
                        + " is not the data of one bundle: restic backed up 2 paths. Restore it with restic.");
        assertThat(refusal(one)).contains("its path is no directory. Restore it with restic.");
        alice.get(url(several) + "/tree").is(200);
    }

    private String refusal(VaultBackup backup) {
        return alice.post("/api/v1/sessions", backup.request(backup.member()))
                .isProblem(400, "invalid-argument", 13900020)
                .json()
                .path("detail")
                .asString();
    }

    @Test
    void aDamagedFileIsFoundAndCanBeLeftOut() throws Exception {
        var bundle = service.bundle(file("a", "a"), file("big", BIG));
        initialized(bundle).backup(service.source(bundle));
        var backup = newest(bundle);
        for (var pack : RunningService.filesBelow(repository(bundle).resolve("data"))) {
            var bytes = Files.readAllBytes(pack);
            if (bytes.length > BIG) {
                bytes[BIG / 2] ^= 1;
                Files.delete(pack);
                Files.write(pack, bytes);
            }
        }
        var other = service.bundle(file("a", "old"));

        var strict = backup.begin(alice, other);
        strict.publish(bundle).is(202);
        assertThat(strict.awaitFailed(bundle, 13900020).path("path").asString()).isEqualTo("big");
        assertThat(service.source(other).resolve("a")).hasContent("old");

        var salvage = backup.beginWith(
                alice, "\"restoreTo\":\"" + other + "\",\"restoreMode\":\"salvage\"," + backup.member());
        salvage.restore(bundle);
        assertThat(service.source(other).resolve("a")).hasContent("a");
        assertThat(salvage.report(bundle, "").path("failed").toString()).contains("\"big\"");
    }

    /** A tag makes a new file of the snapshot; a copy has what restic knows, and not what lies in the directory vault. */
    @Test
    void snapshotsOfRunsAreRestoredAfterResticHasTaggedOrCopiedThem() throws Exception {
        var bundle = service.bundle(file("big", BIG), dir("d", file("a", "a")));
        var picture = Picture.of(service.source(bundle));
        var made = VaultBackup.of(alice, bundle);
        alice.send("PATCH", url(made), "{\"pinned\":true}", "Content-Type", "application/json")
                .is(200);
        restic(bundle).run("tag", "--add", "kept");

        assertThat(snapshots(bundle)).hasSize(1);
        assertThat(newest(bundle)).isEqualTo(made);
        assertThat(snapshots(bundle).getFirst().path("pinned").asBoolean()).isTrue();
        assertRestores(made, picture, "tagged");

        var copy = service.bundle();
        initialized(copy);
        copy(bundle, repository(copy));
        assertThat(snapshots(copy)).hasSize(1);
        assertThat(newest(copy).snapshotId()).as("of another bundle").isNotEqualTo(made.snapshotId());
        alice.get(url(newest(copy)) + "/content?path=d/a").is(200);
        assertRestores(made, picture, "beside a copy");
    }

    @Tag("long")
    @Test
    void aRepositoryThatResticHasCopiedTakesThePlaceOfTheFirst() throws Exception {
        var bundle = service.bundle(file("big", BIG), dir("d", file("a", "a")));
        var picture = Picture.of(service.source(bundle));
        var made = VaultBackup.of(alice, bundle);
        var copy = folder.resolve("copy");
        restic(copy, folder).init();
        copy(bundle, copy);
        service.stop();
        TarTools.run("rm", "-rf", repository(bundle).toString());
        TarTools.run("mv", copy.toString(), repository(bundle).toString());
        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);

        assertThat(newest(bundle)).isEqualTo(made);
        assertRestores(made, picture, "copied");
        VaultBackup.of(alice, bundle);
        restic(bundle).check();
    }

    private void copy(String bundle, Path to) throws IOException {
        restic(bundle)
                .run(
                        "copy",
                        "--repo2",
                        to.toString(),
                        "--password-file2",
                        passwordFile().toString());
    }

    @Test
    void whatResticForgetsBetweenRunsIsGoneAndTheRestIsWhole() throws Exception {
        var bundle = service.bundle(file("big", BIG), file("a", "a"));
        var source = service.source(bundle);
        var first = VaultBackup.of(alice, bundle);
        Files.delete(source.resolve("big"));
        var second = VaultBackup.of(alice, bundle);
        var picture = Picture.of(source);
        var resticId = alice.get(url(first)).json().path("resticId").asString();

        restic(bundle).run("forget", "--prune", resticId);

        assertThat(snapshots(bundle)).hasSize(1);
        alice.get(url(first)).isProblem(404, "no-such-snapshot", 13900020);
        Files.writeString(source.resolve("a"), "changed");
        var third = VaultBackup.of(alice, bundle);
        VaultBackup.awaitEnd(alice, "prune", bundle);
        assertThat(Restored.names(repository(bundle).resolve("vault")))
                .containsExactlyInAnyOrder("snapshot." + second.snapshotId(), "snapshot." + third.snapshotId());
        assertRestores(second, picture, "after restic's prune");
        assertRestores(third, Picture.of(source), "after restic's prune");
        restic(bundle).check();
    }

    private Path passwordFile() {
        return service.data().resolve("vaults/main.password");
    }
}
