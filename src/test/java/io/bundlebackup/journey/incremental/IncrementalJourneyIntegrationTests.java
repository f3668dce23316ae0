package io.bundlebackup.journey.incremental;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** What increments send, and that all generations together give the tree back. */
class IncrementalJourneyIntegrationTests extends IncrementalJourneyTest {
    private static final int BIG = 3 << 20;

    @Test
    void restoresTheNewestOrAnOlderGenerationOfAFolder() throws IOException {
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
        session.measure(true, 1, b).is(202);
        var size = session.recorder().await("onBackupSizeReport").at("/data/scaned/0");
        session.append(Client.appended(800, b)).is(202);
        finish(session, b);
        session.awaitState("completed");

        assertThat(size.path("bundleName").asString()).isEqualTo(b);
        assertThat(size.path("dataSize").asInt(-1)).isEqualTo(10);
        assertThat(session.log(100).stream()
                        .filter(event -> event.path("type").asString("").equals("onAllBundlesEnd")))
                .hasSize(2);
        session.append(Client.appended(800, a)).isProblem(409, "already-appended", 13900001);
        give(session, b, Files.readAllBytes(manifest(b, "manage.json"))).isProblem(409, "already-appended", 13900001);
        assertThat(delivered(b, session.awaitFile(b, "index").uri())).containsExactly("manage.json");
    }

    @Test
    void eachBundleOfASessionHasItsOwnBaseline() throws IOException {
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

    /** A directory that was moved in is young itself, and its files are not: by their times they would be taken for sent before. */
    @Test
    void aTimeWithoutAManifestSendsFilesThatWereMovedIn() throws IOException {
        var bundle = service.bundle(files(3), file("old", 30));
        var outside = Files.createDirectories(folder.resolve("outside/sub"));
        var precious = Files.writeString(outside.resolve("precious"), "precious");
        Files.setLastModifiedTime(precious, FileTime.fromMillis(1_000_000_000_000L));
        var first = alice.backUp(bundle);
        first.pull(folder);
        first.recorder().await("onAllBundlesEnd");
        var source = service.source(bundle);
        Files.move(outside.getParent(), source.resolve("moved-in"));
        var expected = Picture.of(source);
        var session = open();

        // After all times of all files.
        var time = System.currentTimeMillis() / 1000 + 100;
        session.append("[{\"bundleName\":\"" + bundle + "\",\"lastIncrementalTime\":" + time + "}]")
                .is(202);
        var index = finish(session, bundle);

        var prefix = index.substring(0, index.indexOf('_') + 1);
        assertThat(entries(bundle, index).stream().filter(entry -> entry.isRegularFile()))
                .hasSize(5)
                .allMatch(entry -> entry.fileName().startsWith(prefix));
        restore(bundle, "manage.json");
        Picture.of(source).assertSameAs(expected, "restored");
    }

    @Test
    void failedFilesKeepTheirLineAndGiveNoTime() throws IOException {
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
