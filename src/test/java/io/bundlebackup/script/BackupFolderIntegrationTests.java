package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code backup.sh --verify}, {@code --all}, and {@code --incremental} in a folder that has lost something. */
class BackupFolderIntegrationTests extends ScriptTest {
    private String planted() throws IOException {
        var bundle =
                service.bundle(dir("many", files(30)), file("big.bin", "x".repeat(BIG)), file("settings", "first"));
        var first = service.source(bundle).resolve("many/a further name");
        Files.createLink(first, service.source(bundle).resolve("settings"));
        runWell("backup.sh", "--incremental", bundle, out().toString());
        Files.writeString(service.source(bundle).resolve("new"), "second");
        runWell("backup.sh", "--incremental", bundle, out().toString());
        return bundle;
    }

    private Path big(String bundle) throws IOException {
        return in(
                bundle,
                names(in(bundle, ".")).stream()
                        .filter(name -> name.endsWith(".bin"))
                        .findFirst()
                        .orElseThrow());
    }

    private static void spoil(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** Nothing answers there. */
    private BackupScript.End verify(Path folder) {
        return BackupScript.startLine(
                        commands,
                        Map.of("BACKUP_URL", "http://127.0.0.1:1", "BACKUP_TOKEN", ""),
                        0,
                        "\"$scripts/backup.sh\" --verify '%s'".formatted(folder))
                .await();
    }

    private void assertFinds(String bundle, String... sentences) {
        var end = verify(out());
        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains(sentences).hasLineCount(sentences.length + 1);
        assertThat(verify(in(bundle, ".").normalize()).status()).isEqualTo(1);
    }

    @Test
    void verifyComparesEveryFileOfEveryGenerationWithoutAService() throws Exception {
        var bundle = planted();
        var whole = verify(out());
        assertThat(whole.status()).as(whole.output()).isZero();
        assertThat(whole.output()).contains("is whole: 4 files, ");
        assertThat(verify(folder.resolve("commands")).status()).isEqualTo(1);

        spoil(big(bundle));
        assertFinds(bundle, big(bundle) + " is damaged");
        Files.writeString(big(bundle), "short");
        Files.delete(in(bundle, "part.1.tar"));
        spoil(in(bundle, "part.0.tar"));
        assertFinds(
                bundle, big(bundle) + " has 5 bytes and not " + BIG, "part.1.tar is missing", "part.0.tar is damaged");
    }

    @Test
    void verifyCountsTheMissingEntriesOfTheNewestBackup() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        var manifest = in(bundle, "manage.json.manifest");
        var whole = Files.readString(manifest);

        Files.writeString(manifest, whole.replaceFirst("\n", "&failed=1&failedPaths=locked\n"));
        var one = verify(out());
        Files.writeString(manifest, whole.replaceFirst("\n", "&failed=1200&failedPaths=locked\n"));
        var many = verify(out());

        assertThat(one.status()).as(one.output()).isEqualTo(3);
        assertThat(one.output()).contains("is whole: ", "lacks 1 entry ").hasLineCount(2);
        assertThat(many.status()).isEqualTo(3);
        assertThat(many.output()).contains("lacks 1200 entries ");
        spoil(in(bundle, "part.0.tar"));
        assertThat(verify(out()).status()).isEqualTo(1);
    }

    @Test
    void verifyFindsDamagedIndexesAndManifests() throws Exception {
        var bundle = planted();
        var manifest = in(bundle, "manage.json.manifest");
        var lines = Files.readString(manifest);

        Files.writeString(manifest, lines.substring(0, lines.length() - 5));
        assertFinds(bundle, manifest + " is damaged");
        // A hash of the big file that the index does not know.
        Files.writeString(manifest, lines.replaceFirst("(big\\.bin;.*;)[0-9a-f]{8}(?=[0-9a-f]{56};)", "$100000000"));
        assertFinds(bundle, big(bundle) + " is damaged");
        Files.writeString(manifest, lines);
        Files.writeString(in(bundle, "manage.json"), "[");
        Files.writeString(in(bundle, "capabilities.json"), "");
        assertFinds(
                bundle,
                "manage.json is damaged",
                "part.0.tar is there, but no index says",
                "part.1.tar is there, but no index says",
                "capabilities.json is missing or damaged");
        Files.delete(manifest);
        Files.writeString(in(bundle, "capabilities.json"), "{}");
        Files.delete(in(bundle, "manage.json"));
        var givenUp = verify(out());
        assertThat(givenUp.output()).contains("part.0.tar is there, but no index says");
    }

    @Test
    void anIncrementSendsAgainWhatTheFolderHasLost() throws Exception {
        var bundle = planted();
        var saved = Picture.of(service.source(bundle));
        var lost = big(bundle);
        Files.delete(in(bundle, "part.1.tar"));
        Files.writeString(lost, "short");

        var end = runWell("backup.sh", "--incremental", "--quiet", bundle, out().toString());
        var next = runWell("backup.sh", "--incremental", bundle, out().toString());
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        Files.delete(service.source(bundle).resolve("big.bin"));
        runWell("restore.sh", bundle, out().toString());

        assertThat(end.output())
                .contains("has lost part.1.tar; what was in it is sent again", "has lost " + lost.getFileName())
                .hasLineCount(2);
        assertThat(next.output())
                .contains("0 files, 0 bytes of " + bundle + " were added")
                .doesNotContain("lost");
        Picture.of(service.source(bundle)).assertSameAs(saved, "what was lost and sent again");
    }

    @Test
    void allBacksUpEveryBundleAndEndsWithTheWorstStatus() throws Exception {
        var good = "z.example.good";
        var other = "z.example.other";
        service.bundleNamed(good, Trees.FACTS, file("settings", "good"));
        service.bundleNamed(other, Trees.FACTS, file("settings", "other"));
        // One bundle a page, and none of those that other tests have made: their names come first.
        var first = Base64.getUrlEncoder().withoutPadding().encodeToString("z.example".getBytes(US_ASCII));
        gateway.change(call -> call.to(call.line()
                .replaceFirst("/bundles\\?limit=100$", "/bundles?limit=100&after=" + first)
                .replace("/bundles?limit=100", "/bundles?limit=1")));
        Files.writeString(Files.createDirectories(in(other, ".")).resolve("thesis"), "keep me");

        var end = start("backup.sh", "--all", "--incremental", "--quiet", out().toString())
                .await();

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output())
                .contains("is not empty and holds no backup", "backup.sh: " + other + " ends with 1")
                .doesNotContain(good);
        assertWhole(good);
        assertThat(names(in(other, "."))).containsExactly("thesis");
    }

    @Test
    void aFullTemporaryDirectoryAsksToRunAgain() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        command("jq", "echo 'jq: error: writing output failed: No space left on device' >&2; exit 2");

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(75);
        assertThat(end.output()).contains("No space left", "run it again");
    }

    @Test
    void backupPrintsRemarksAndWithQuietOnlyThatTheDataHoldsABackup() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"), dir(".bundle-backup", file("own", "x")));
        runWell("backup.sh", bundle);
        Files.move(out(), service.source(bundle).resolve("old"));

        var loud = runWell("backup.sh", bundle, folder.resolve("loud").toString());
        var quiet =
                runWell("backup.sh", "--quiet", bundle, folder.resolve("quiet").toString());

        assertThat(loud.output())
                .contains("old/" + bundle + ": it holds a backup", ".bundle-backup: it has the name of");
        assertThat(quiet.output())
                .contains("old/" + bundle + ": it holds a backup")
                .hasLineCount(1);
    }

    @Test
    void wrongArgumentsPrintTheUsage() {
        for (var wrong :
                List.of("--verify", "--all", "--verify --all x", "--all --verify --incremental x", "--all x y")) {
            var end = start("backup.sh", wrong.split(" ")).await();

            assertThat(end.status()).as(wrong).isEqualTo(2);
            assertThat(end.output()).contains("usage: backup.sh");
        }
    }
}
