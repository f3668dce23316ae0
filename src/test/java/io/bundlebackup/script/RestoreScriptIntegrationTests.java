package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code restore.sh}, run against the service, with good and bad folders. */
class RestoreScriptIntegrationTests extends JourneyTest {
    private static final int BIG = (2 << 20) + 1;

    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=20");
    }

    private Path out() {
        return folder.resolve("out");
    }

    /** A bundle that is backed up into the folder, and has become another since. */
    private String changedSinceItsBackup() throws IOException {
        var bundle = service.bundle(
                dir("many", files(60)), file("big.bin", "x".repeat(BIG)), file("settings", "as they were"));
        var end = BackupScript.run(service.port(), bundle, out());
        assertThat(end.status()).as(end.output()).isZero();
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        Files.writeString(service.source(bundle).resolve("extra"), "of later");
        return bundle;
    }

    private BackupScript.End restore(String... arguments) {
        return BackupScript.startRestore(service.port(), arguments).await();
    }

    private static TreeMap<String, String> picture(Path tree) throws IOException {
        var picture = new TreeMap<String, String>();
        try (Stream<Path> found = Files.walk(tree)) {
            for (var path : (Iterable<Path>) found::iterator) {
                picture.put(
                        tree.relativize(path).toString(),
                        Files.isRegularFile(path)
                                ? Integer.toHexString(Files.readString(path).hashCode())
                                        + Files.getLastModifiedTime(path)
                                : "");
            }
        }
        return picture;
    }

    /** The script remembers its run in the folder. */
    private boolean isUnderWay(String bundle) throws IOException {
        try (Stream<Path> found = Files.list(out().resolve(bundle))) {
            return found.anyMatch(path -> path.getFileName().toString().startsWith(".restore"));
        }
    }

    private void assertNothingHolds(String bundle) {
        var end = restore("--dry-run", bundle, out().toString());
        assertThat(end.output()).doesNotContain("holds");
    }

    @Test
    void restoresABackup() throws Exception {
        var bundle = changedSinceItsBackup();

        var tried = restore("--dry-run", bundle, out().toString());
        assertThat(tried.status()).as(tried.output()).isZero();
        assertThat(tried.output())
                .contains("changed\tsettings", "removed\textra", "add 0, change 1 and remove 1 entries");
        assertThat(service.source(bundle).resolve("settings")).hasContent("spoilt");

        var end = restore(bundle, out().toString());
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("62 files, ", "are restored to " + bundle);
        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
        assertThat(service.source(bundle).resolve("extra")).doesNotExist();
        assertThat(isUnderWay(bundle)).isFalse();
    }

    @Test
    void mergesAndRestoresToAnother() throws Exception {
        var bundle = changedSinceItsBackup();
        var other = service.bundle(file("of-its-own", "stays"));

        var end = restore("--merge", "--to", other, bundle, out().toString());

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(service.source(other).resolve("of-its-own")).hasContent("stays");
        assertThat(service.source(other).resolve("settings")).hasContent("as they were");
        assertThat(service.source(bundle).resolve("settings")).hasContent("spoilt");
    }

    @Test
    void refusesADamagedFileByItsNameAndChangesNothing() throws Exception {
        var bundle = changedSinceItsBackup();
        Path big;
        try (Stream<Path> found = Files.list(out().resolve(bundle))) {
            big = found.filter(path -> path.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow();
        }
        var bytes = Files.readAllBytes(big);
        bytes[700] ^= 1;
        Files.write(big, bytes);
        var before = picture(service.source(bundle));

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output())
                .contains(
                        "(big.bin) in " + big.getFileName(),
                        "[13900020]",
                        "Nothing was changed",
                        "--salvage restores the rest");
        assertThat(picture(service.source(bundle))).isEqualTo(before);
        assertNothingHolds(bundle);
    }

    @Test
    void reportsAMissingFileAndReleasesTheBundle() throws Exception {
        var bundle = changedSinceItsBackup();
        Files.delete(out().resolve(bundle).resolve("part.1.tar"));

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains("lacks part.1.tar", "cannot be restored");
        assertNothingHolds(bundle);
    }

    @Test
    void restoresSinglePathsAndSendsOnlyWhatCarriesThem() throws Exception {
        var bundle = service.bundle(
                dir("d", file("50%;\n\u00e4", "of the backup"), file("other", "of the backup")),
                dir("\u00e4", file("100%", "of the backup"), file("\u00fc", "of the backup")),
                file("big.bin", "x".repeat(BIG)));
        var source = service.source(bundle);
        var end = BackupScript.run(service.port(), bundle, out());
        assertThat(end.status()).as(end.output()).isZero();
        var asked = List.of("d/50%;\n\u00e4", "\u00e4/100%", "\u00e4/\u00fc");
        for (var path : asked) {
            Files.writeString(source.resolve(path), "spoilt");
        }
        Files.writeString(source.resolve("d/other"), "stays");
        Files.delete(source.resolve("big.bin"));

        var tried = restore("--path", "./\u00e4/", "--path", "d/50%;\n\u00e4", bundle, out().toString());
        var refused = restore("--path", "d/other", "--path", "none", bundle, out().toString());

        assertThat(tried.status()).as(tried.output()).isZero();
        assertThat(tried.output()).contains("part.0.tar", "3 files, ").doesNotContain(".bin");
        assertThat(asked).allSatisfy(path -> assertThat(source.resolve(path)).hasContent("of the backup"));
        assertThat(source.resolve("d/other")).hasContent("stays");
        assertThat(source.resolve("big.bin")).doesNotExist();
        assertThat(refused.status()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains("The backup has no entry none").doesNotContain("part.0.tar");
        assertNothingHolds(bundle);
    }

    @Test
    void salvageRestoresIntactFilesAndNamesTheRest() throws Exception {
        var bundle = changedSinceItsBackup();
        Files.writeString(service.source(bundle).resolve("big.bin"), "stays");
        try (Stream<Path> found = Files.list(out().resolve(bundle))) {
            Files.delete(found.filter(path -> path.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow());
        }

        var refused = restore(bundle, out().toString());
        var one = restore("--salvage", "--path", "settings", "--to", bundle, bundle, out().toString());
        var all = restore("--salvage", "--quiet", bundle, out().toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("--salvage restores the rest");
        assertThat(one.status()).as(one.output()).isZero();
        assertThat(one.output().lines().filter(line -> line.contains("part."))).hasSize(1);
        assertThat(all.status()).as(all.output()).isEqualTo(3);
        assertThat(all.output())
                .contains("big.bin: ", "was not uploaded", "1 entry cannot be restored")
                .hasLineCount(2);
        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
        assertThat(service.source(bundle).resolve("big.bin")).hasContent("stays");
        assertThat(service.source(bundle).resolve("extra")).hasContent("of later");
        assertThat(isUnderWay(bundle)).isFalse();
    }

    @Test
    void refusesABackupThatIsNotFinished() throws Exception {
        var bundle = changedSinceItsBackup();
        Files.writeString(out().resolve(bundle).resolve(".session"), "x");

        var end = restore(bundle, out().toString());

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.output()).contains("is not finished");
    }

    @Test
    void continuesAfterAKill() throws Exception {
        var bundle = changedSinceItsBackup();
        var killed = BackupScript.startRestore(service.port(), bundle, out().toString());
        await().until(() -> isUnderWay(bundle));
        killed.kill();

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
    }
}
