package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.script.CuttingProxy.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code backup.sh --incremental} and {@code restore.sh --generation}, run against the service, in one folder. */
class IncrementalScriptIntegrationTests extends JourneyTest {
    private static final int BIG = (2 << 20) + 1;

    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=20");
    }

    private Path out() {
        return folder.resolve("out");
    }

    private BackupScript.End increment(String bundle) {
        return BackupScript.startBackup(service.port(), bundle, out().toString(), "--incremental")
                .await();
    }

    private void incrementWell(String bundle) {
        var end = increment(bundle);
        assertThat(end.status()).as(end.output()).isZero();
    }

    private BackupScript.End restore(String... arguments) {
        return BackupScript.startRestore(service.port(), arguments).await();
    }

    private void restoreWell(String bundle, String which) {
        var end = restore("--generation", which, bundle, out().toString());
        assertThat(end.status()).as(end.output()).isZero();
    }

    private String planted() {
        return service.bundle(
                dir("many", files(30)), file("big.bin", BIG), file("settings", "first"), file("gone", "x"));
    }

    private Path data(String bundle) {
        return service.source(bundle);
    }

    /** As soon as no file has its upload's name any more. */
    private Picture restored(String bundle) {
        await().until(() -> {
            try (Stream<Path> uploads = Files.walk(service.data().resolve("uploads"))) {
                return uploads.noneMatch(Files::isRegularFile);
            } catch (NoSuchFileException | UncheckedIOException removedMeanwhile) {
                return false;
            }
        });
        return Picture.of(data(bundle));
    }

    /** The files of the folder and when they were written. */
    private TreeMap<String, String> finished(String bundle) throws IOException {
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.list(out().resolve(bundle))) {
            for (var path : (Iterable<Path>) all::iterator) {
                var name = path.getFileName().toString();
                if (!name.equals("capabilities.json")) {
                    found.put(name, Files.size(path) + " " + Files.getLastModifiedTime(path));
                }
            }
        }
        return found;
    }

    @Test
    void addsIncrementsToAFolderAndRestoresEachGeneration() throws Exception {
        var bundle = planted();
        var first = increment(bundle);
        assertThat(first.status()).as(first.output()).isZero();
        assertThat(first.output()).contains("this first one is a full one");
        var pictures = new Picture[3];
        pictures[0] = Picture.of(data(bundle));
        var full = finished(bundle);
        assertThat(full).containsKeys("manage.json", "manage.json.manifest");

        Files.writeString(data(bundle).resolve("settings"), "second");
        Files.delete(data(bundle).resolve("gone"));
        incrementWell(bundle);
        pictures[1] = Picture.of(data(bundle));
        assertThat(finished(bundle)).containsAllEntriesOf(full);
        Files.createDirectory(data(bundle).resolve("gone"));
        Files.writeString(data(bundle).resolve("gone/in"), "third");
        incrementWell(bundle);
        pictures[2] = Picture.of(data(bundle));

        var list = restore("--list", bundle, out().toString());
        assertThat(list.status()).as(list.output()).isZero();
        var lines = list.output().lines().toList();
        assertThat(lines).hasSize(4);
        for (int i : new int[] {0, 2, 1}) {
            var columns = lines.get(i + 1).split("\t");
            assertThat(columns[0]).isEqualTo(String.valueOf(i + 1));
            restoreWell(bundle, i == 0 ? columns[0] : i == 1 ? columns[5].replaceAll("_.*", "") : columns[4]);
            restored(bundle).assertSameAs(pictures[i], "generation " + (i + 1));
        }
        var newest = restore(bundle, out().toString());
        assertThat(newest.status()).as(newest.output()).isZero();
        restored(bundle).assertSameAs(pictures[2], "the newest");
        assertThat(finished(bundle)).containsAllEntriesOf(full);
    }

    @Test
    void reportsAnUnknownGeneration() {
        var bundle = planted();
        incrementWell(bundle);

        var end = restore("--generation", "7", bundle, out().toString());

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.output()).contains("has no generation 7; see --list");
    }

    @Test
    void aFinishedFolderTakesNothingButIncrements() throws Exception {
        var bundle = planted();
        incrementWell(bundle);
        var before = finished(bundle);

        var end = BackupScript.run(service.port(), bundle, out());

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.output()).contains("holds a finished backup");
        assertThat(finished(bundle)).isEqualTo(before);
    }

    /** A run of the script that is killed while a large file is on its way. */
    private void killAnIncrement(String bundle) throws Exception {
        Files.write(data(bundle).resolve("big.bin"), SourceTree.bytes("newer", BIG + 7));
        Files.writeString(data(bundle).resolve("settings"), "second");
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.STALL)) {
            var killed = BackupScript.startBackup(network.port(), bundle, out().toString(), "--incremental");
            network.awaitFaults(1);
            killed.kill();
        }
        assertThat(finished(bundle)).containsKey(".session");
    }

    private void releaseAll(String bundle) {
        var sessions =
                alice.get("/api/v1/sessions?bundleName=" + bundle).is(200).json();
        for (var session : sessions.path("sessions")) {
            alice.delete("/api/v1/sessions/" + session.path("sessionId").asString(""))
                    .is(204);
        }
    }

    @Test
    void continuesTheSessionAfterAKill() throws Exception {
        var bundle = planted();
        incrementWell(bundle);
        var full = finished(bundle);
        killAnIncrement(bundle);

        var refused = BackupScript.run(service.port(), bundle, out());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("run with --incremental to go on");
        incrementWell(bundle);

        assertThat(finished(bundle)).containsAllEntriesOf(full).doesNotContainKey(".session");
        assertThat(alice.get("/api/v1/sessions?type=incrementalBackup&bundleName=" + bundle)
                        .is(200)
                        .json()
                        .path("sessions"))
                .hasSize(1);
        var saved = Picture.of(data(bundle));
        Files.writeString(data(bundle).resolve("settings"), "spoilt");
        restoreWell(bundle, "2");
        restored(bundle).assertSameAs(saved, "the increment");
    }

    @Test
    void finishedGenerationsRestoreDuringAnUnfinishedIncrement() throws Exception {
        var bundle = planted();
        incrementWell(bundle);
        var full = Picture.of(data(bundle));
        killAnIncrement(bundle);
        releaseAll(bundle);

        var end = restore(bundle, out().toString());

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("an increment in", "is left out");
        restored(bundle).assertSameAs(full, "the full backup");
    }

    @Test
    void startsAnIncrementAgainThatEndedAndKeepsOtherFiles() throws Exception {
        var bundle = planted();
        incrementWell(bundle);
        var full = finished(bundle);
        killAnIncrement(bundle);
        releaseAll(bundle);
        var left = finished(bundle);

        var end = increment(bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("was released; starting over");
        left.keySet().removeAll(full.keySet());
        assertThat(finished(bundle))
                .containsAllEntriesOf(full)
                .doesNotContainKeys(left.keySet().toArray(String[]::new));
    }
}
