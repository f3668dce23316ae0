package io.bundlebackup.journey.incremental;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest that an increment starts from: what it decides, and how long it is kept. */
class IncrementalManifestJourneyIntegrationTests extends IncrementalJourneyTest {
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
    void aManifestOfVersionOneNamesNoFilesSoEverythingIsSent() throws IOException {
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
        // No delivered file is known to carry their content, also where the content is the same.
        assertThat(lines)
                .filteredOn(e ->
                        e.path().encoded().equals("a") || e.path().encoded().equals("b"))
                .hasSize(2)
                .noneMatch(e -> e.fileName().isEmpty());
        assertThat(session.bundle(bundle).path("filesTotal").asInt(-1)).isEqualTo(2);
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

    /** A clock that was put back names nothing as an earlier generation did, nor as each other. */
    @Test
    void namesOfGenerationsIncreaseEvenIfTheClockGoesBack() throws IOException {
        var bundle = service.bundle(file("a", 10));
        full(bundle);
        var tomorrow = System.currentTimeMillis() + 86_400_000;
        var manifest = manifest(bundle, "manage.json");
        Files.writeString(
                manifest,
                Files.readString(manifest, StandardCharsets.ISO_8859_1)
                        .replaceFirst("begunAt=[0-9]+", "begunAt=" + tomorrow),
                StandardCharsets.ISO_8859_1);
        write(bundle, "b", "new");

        var second = increment(bundle, "manage.json");
        var third = increment(bundle, "manage.json");

        assertThat(epoch(second)).isGreaterThan(tomorrow);
        assertThat(epoch(third)).isGreaterThan(tomorrow).isNotEqualTo(epoch(second));
    }

    private static long epoch(String index) {
        return Long.parseLong(index.substring(0, index.indexOf('_')));
    }
}
