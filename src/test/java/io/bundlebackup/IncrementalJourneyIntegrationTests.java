package io.bundlebackup;

import static io.bundlebackup.SourceTree.dir;
import static io.bundlebackup.SourceTree.file;
import static io.bundlebackup.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Backs up again what has changed, over HTTP, and restores from all generations together. */
class IncrementalJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3 << 20;

    private BackupSession open() {
        return alice.create("{\"type\":\"incrementalBackup\"}");
    }

    private Path saved(String bundle) {
        return folder.resolve(bundle);
    }

    private Path manifest(String bundle, String uri) {
        return saved(bundle).resolve(uri + ".manifest");
    }

    private Answer give(BackupSession session, String bundle, byte[] manifest) {
        return alice.put(session.url("/manifests/" + bundle), manifest);
    }

    private void give(BackupSession session, String bundle, String index) throws IOException {
        give(session, bundle, Files.readAllBytes(manifest(bundle, index))).is(204);
    }

    private String full(String bundle) {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        return "manage.json";
    }

    /** The next generation, from this one; the name of its index. */
    private String increment(String bundle, String from) throws IOException {
        var session = open();
        give(session, bundle, from);
        session.append(Client.appended(800, bundle)).is(202);
        return finish(session, bundle);
    }

    private String finish(BackupSession session, String bundle) {
        session.pull(folder);
        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
        session.recorder().await("onAllBundlesEnd");
        return session.awaitFile(bundle, "index").uri();
    }

    private static JsonNode end(BackupSession session, String bundle) {
        return session.recorder().await("onBundleEnd", bundle);
    }

    private TreeSet<String> delivered(String bundle, String index) throws IOException {
        var prefix = index.substring(0, index.indexOf("manage"));
        var names = new TreeSet<String>();
        try (Stream<Path> all = Files.list(saved(bundle))) {
            all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".manifest"))
                    .filter(name -> !prefix.isEmpty() || !name.matches("[0-9]{13}_.*"))
                    .map(name -> name.substring(prefix.length()))
                    .forEach(names::add);
        }
        return names;
    }

    private ManifestHeader header(String bundle, String index) throws IOException {
        try (var reader = new ManifestReader(Files.newInputStream(manifest(bundle, index)))) {
            return reader.header();
        }
    }

    private List<Entry> entries(String bundle, String index) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(manifest(bundle, index)))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private void restore(String bundle, String... without) throws IOException {
        for (var index : without) {
            Files.delete(manifest(bundle, index));
        }
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadAll(bundle, saved(bundle), new Random(7));
        restore.restore(bundle);
        // A restore holds its bundle until it has ended; a big file has its upload's name too until that goes.
        restore.session().recorder().await("onAllBundlesEnd");
        await().until(() -> service.uploaded(restore.session().id()).isEmpty());
    }

    private void write(String bundle, String path, String text) throws IOException {
        var file = service.source(bundle).resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void generationsInOneFolderAreRestoredAsTheNewestSaysOrAnOlderOne() throws IOException {
        var bundle = service.bundle(files(8), dir("d", file("gone", 10)), file("big.bin", BIG), file("old", 20));
        var first = full(bundle);
        var begun = System.currentTimeMillis();
        write(bundle, "d/new", "new");
        write(bundle, "old", "changed");
        Files.delete(service.source(bundle).resolve("d/gone"));
        var second = increment(bundle, first);
        var asSecond = Picture.of(service.source(bundle));
        Files.move(
                service.source(bundle).resolve("big.bin"),
                service.source(bundle).resolve("renamed.bin"));
        var third = increment(bundle, second);
        var asThird = Picture.of(service.source(bundle));

        assertThat(delivered(bundle, second)).containsExactly("manage.json", "part.0.tar");
        assertThat(delivered(bundle, third)).hasSize(2).anyMatch(name -> name.endsWith(".bin"));
        assertThat(Long.parseLong(second.substring(0, 13))).isBetween(begun, System.currentTimeMillis());
        assertThat(third).isGreaterThan(second);
        assertThat(header(bundle, second).parent())
                .isEqualTo(header(bundle, first).generation());
        assertThat(header(bundle, third).parent())
                .isEqualTo(header(bundle, second).generation());
        write(bundle, "spoilt", "x");
        restore(bundle);
        Picture.of(service.source(bundle)).assertSameAs(asThird, "the newest generation");
        restore(bundle, third);
        Picture.of(service.source(bundle)).assertSameAs(asSecond, "the one before");
    }

    @Test
    void nothingChangedIsAnEmptyIndexAndTheManifest() throws IOException {
        var bundle = service.bundle(files(12), file("big.bin", BIG));
        var first = full(bundle);

        var second = increment(bundle, first);
        var third = increment(bundle, second);

        assertThat(delivered(bundle, second)).containsExactly("manage.json");
        assertThat(saved(bundle).resolve(third)).hasContent("[]");
        assertThat(entries(bundle, third)).hasSameSizeAs(entries(bundle, first));
        var last = alice.get("/api/v1/bundles/" + bundle).is(200).json().path("lastBackup");
        assertThat(last.path("type").asString("")).isEqualTo("incrementalBackup");
        assertThat(last.path("files").asInt(-1)).isZero();
    }

    @Test
    void bundlesAreAppendedToOneSessionOneAfterTheOther() throws IOException {
        var a = service.bundle(file("a", 10));
        var b = service.bundle(file("b", 10));
        full(b);
        var session = open();

        session.append(Client.appended(800, a)).is(202);
        finish(session, a);
        session.awaitState("completed");
        give(session, b, "manage.json");
        session.append(Client.appended(800, b)).is(202);
        finish(session, b);
        session.awaitState("completed");

        assertThat(session.log(100).stream()
                        .filter(event -> event.path("type").asString("").equals("onAllBundlesEnd")))
                .hasSize(2);
        session.append(Client.appended(800, a)).isProblem(409, "already-appended", 13900001);
        give(session, b, Files.readAllBytes(manifest(b, "manage.json"))).isProblem(409, "already-appended", 13900001);
        assertThat(delivered(b, session.awaitFile(b, "index").uri())).containsExactly("manage.json");
    }

    @Test
    void severalAtOnceEachFromItsOwn() throws IOException {
        var known = service.bundle(file("a", 10));
        var fresh = service.bundle(file("b", 10));
        full(known);
        var session = open();
        give(session, known, "manage.json");

        session.append(Client.appended(800, known, fresh, "com.example.unknown"))
                .is(202);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        assertThat(session.bundle(known).path("filesClosed").asInt(-1)).isZero();
        assertThat(session.bundle(fresh).path("filesClosed").asInt(-1)).isEqualTo(1);
        assertThat(session.bundle("com.example.unknown").path("outcome").asString(""))
                .isEqualTo("rejected");
        assertThat(header(fresh, session.awaitFile(fresh, "index").uri()).parent())
                .isNull();
    }

    @Test
    void aTimeAloneSendsWhatIsYoungerAndTheRestIsFoundInOlderGenerations() throws IOException {
        var bundle = service.bundle(files(3), file("old", 30));
        var first = alice.backUp(bundle);
        first.pull(folder);
        first.recorder().await("onAllBundlesEnd");
        var time = end(first, bundle).path("data").path("lastIncrementalTime").asLong(-1);
        assertThat(first.bundle(bundle).path("lastIncrementalTime").asLong(-2)).isEqualTo(time);
        // What was made before that second is not told from what came with it.
        await().until(() -> System.currentTimeMillis() / 1000 > time + 1);
        write(bundle, "new", "new");
        var expected = Picture.of(service.source(bundle));
        var session = open();

        session.append("[{\"bundleName\":\"" + bundle + "\",\"lastIncrementalTime\":" + (time + 1) + "}]")
                .is(202);
        var second = finish(session, bundle);

        assertThat(entries(bundle, second).stream()
                        .filter(entry -> entry.isRegularFile())
                        .filter(entry -> !entry.fileName().isEmpty())
                        .map(entry -> entry.path().encoded()))
                .containsExactly("new");
        restore(bundle);
        Picture.of(service.source(bundle)).assertSameAs(expected, "restored");
    }

    @Test
    void timeZeroAndFullBackupOnlySendEverythingAndNameTheParent() throws IOException {
        var bundle = service.bundle(file("a", 10));
        var always = "com.example.always" + System.nanoTime();
        service.bundleNamed(
                always, "{\"versionCode\":1000000,\"versionName\":\"1.0.0\",\"fullBackupOnly\":true}", files(2));
        full(bundle);
        full(always);
        var session = open();
        give(session, bundle, "manage.json");
        give(session, always, "manage.json");

        session.append("[{\"bundleName\":\"" + bundle + "\",\"lastIncrementalTime\":0},{\"bundleName\":\"" + always
                        + "\"}]")
                .is(202);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        for (var name : List.of(bundle, always)) {
            var index = session.awaitFile(name, "index").uri();
            assertThat(delivered(name, index)).contains("part.0.tar");
            assertThat(header(name, index).parent())
                    .isEqualTo(header(name, "manage.json").generation());
        }
    }

    @Test
    void aManifestOfVersionOneTellsWhatIsThere() throws IOException {
        var bundle = service.bundle(file("a", "known"), file("b", "another"));
        var hash = RunningService.sha256("known".getBytes(StandardCharsets.UTF_8));
        var first = "version=1.0&attrNum=8\npath;mode;dir;size;mtime;hash;usertar;encodeFlag\n"
                + "/b;33188;0;7;1;" + "0".repeat(64) + ";0;0\n/a;33188;0;5;1;" + hash.toUpperCase(java.util.Locale.ROOT)
                + ";0;0\n";
        var session = open();
        give(session, bundle, first.getBytes(StandardCharsets.UTF_8)).is(204);

        session.append(Client.appended(800, bundle)).is(202);
        var index = finish(session, bundle);

        var lines = entries(bundle, index);
        assertThat(lines)
                .filteredOn(e -> e.path().encoded().equals("a"))
                .allMatch(e -> e.fileName().isEmpty());
        assertThat(lines)
                .filteredOn(e -> e.path().encoded().equals("b"))
                .noneMatch(e -> e.fileName().isEmpty());
        assertThat(session.bundle(bundle).path("filesTotal").asInt(-1)).isEqualTo(1);
    }

    @Test
    void whatCannotBeTakenKeepsItsLineAndGivesNoTime() throws IOException {
        var bundle = service.bundle(file("a", "one"), file("b", "one"), file("big.bin", BIG));
        full(bundle);
        write(bundle, "a", "two!");
        Files.write(service.source(bundle).resolve("big.bin"), new byte[BIG]);
        var session = open();
        give(session, bundle, "manage.json");

        session.append(Client.appended(800, bundle)).is(202);
        var big = session.awaitFile(bundle, "file");
        session.save(big, folder);
        Files.delete(service.source(bundle).resolve("big.bin"));
        session.close(big).isProblem(409, "file-changed", 13900001);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        assertThat(end(session, bundle).path("data").has("lastIncrementalTime")).isFalse();
        var lines = entries(bundle, session.awaitFile(bundle, "index").uri());
        var before = entries(bundle, "manage.json").stream()
                .filter(e -> e.path().encoded().equals("big.bin"))
                .findFirst()
                .orElseThrow();
        assertThat(lines).contains(before.withoutCtime());
    }

    @Test
    void sizesAreMeasuredAgainstTheManifest() throws IOException {
        var bundle = service.bundle(file("old", 1_000));
        long made = System.currentTimeMillis();
        // What is younger is looked at, whatever its times are.
        await().until(() -> System.currentTimeMillis() > made + 2_100);
        full(bundle);
        write(bundle, "new", "0123456789");
        var session = open();
        give(session, bundle, "manage.json");

        session.measure(true, 1, bundle).is(202);
        session.recorder().await("onBackupSizeReport");

        await().until(() -> session.sizes().path("scanning").asString("?").isEmpty());
        var size = session.sizes().path("scaned").path(0);
        assertThat(size.path("dataSize").asLong(-1)).isEqualTo(1_010);
        assertThat(size.path("incDataSize").asLong(-1)).isEqualTo(10);
    }

    @Test
    void manifestsGoWithTheirSession() throws IOException {
        var bundle = service.bundle(file("a", 10));
        full(bundle);
        var session = open();
        give(session, bundle, "manage.json");
        assertThat(service.uploaded(session.id())).hasSize(1);

        session.release().is(204);

        await().until(() -> service.uploaded(session.id()).isEmpty());
        give(session, bundle, Files.readAllBytes(manifest(bundle, "manage.json")))
                .isProblem(409, "session-ended", 13900001);
    }

    @Test
    void manifestsBelongToIncrementalSessionsAlone() {
        var bundle = service.bundle(file("a", 10));

        give(alice.open(), bundle, new byte[] {1}).isProblem(409, "wrong-session-type", 13900001);
        alice.open()
                .append("[{\"bundleName\":\"" + bundle + "\",\"lastIncrementalTime\":1}]")
                .isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void anIncrementIsCancelledAsABackupIs() throws IOException {
        var bundle = service.bundle(files(12));
        full(bundle);
        write(bundle, "more", "more");
        var session = open();
        give(session, bundle, "manage.json");
        session.append(Client.appended(0, bundle)).is(202);
        session.awaitBundle(bundle, "state", "running");

        session.cancel(bundle).is(200);

        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("cancelled");
        session.recorder().await("onAllBundlesEnd");
        await().until(() -> service.uploaded(session.id()).isEmpty()
                && service.staged(session.id()).isEmpty());
    }
}
