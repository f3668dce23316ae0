package io.bundlebackup;

import static io.bundlebackup.SourceTree.dir;
import static io.bundlebackup.SourceTree.file;
import static io.bundlebackup.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    List<String> settings() {
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
    void bringsBackWhatWasBackedUp() throws Exception {
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
        assertThat(end.output()).contains("(big.bin) in " + big.getFileName(), "[13900020]", "Nothing was changed");
        assertThat(picture(service.source(bundle))).isEqualTo(before);
        assertNothingHolds(bundle);
    }

    @Test
    void saysWhichFileIsMissingAndLetsGoOfTheBundle() throws Exception {
        var bundle = changedSinceItsBackup();
        Files.delete(out().resolve(bundle).resolve("part.1.tar"));

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains("lacks part.1.tar", "cannot be restored");
        assertNothingHolds(bundle);
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
    void goesOnWhenItWasKilled() throws Exception {
        var bundle = changedSinceItsBackup();
        var killed = BackupScript.startRestore(service.port(), bundle, out().toString());
        await().until(() -> isUnderWay(bundle));
        killed.kill();

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
    }
}
