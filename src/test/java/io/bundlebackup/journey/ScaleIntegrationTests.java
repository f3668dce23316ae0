package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.journey.BackupSession.Delivered;
import io.bundlebackup.manifest.ManifestReader;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The packaged service with a small heap backs up a tree that is much larger, again after it has changed, and restores it: to one client,
 * completely.
 */
class ScaleIntegrationTests {
    private static final String BUNDLE = "com.example.large";

    private final Set<String> delivered = new HashSet<>();
    private Path home = Path.of("");
    private long lines;
    private long sent;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createTempDirectory("scale");
    }

    /** Java takes minutes for a million files. */
    @AfterEach
    void removeHome() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("rm", "-rf", home.toString()).start().waitFor())
                .isZero();
    }

    @Test
    @Timeout(300)
    void twentyThousandFilesNeedSixtyFourMebibytesOfHeap() throws Exception {
        check("64m", 20_000, 5_000, 15);
    }

    @Test
    @Tag("long")
    @Timeout(3_600)
    void aMillionFilesNeedAQuarterOfAGibibyteOfHeap() throws Exception {
        check("256m", 1_000_000, 200_000, 1_000);
    }

    private void check(String heap, int files, int inOneDirectory, int directories) throws Exception {
        Files.createDirectory(home.resolve("saved"));
        try (var service = LeanService.start(home, heap);
                var client = service.client()) {
            var tree = new LargeTree(service.bundle(BUNDLE), files, inOneDirectory, directories);
            tree.plant();
            System.out.printf("%,d files with -Xmx%s%n", files, heap);
            step(service, "backed up, fetched and compared", () -> backUp(client, tree));
            assertThat(lines).as("lines of the full manifest").isGreaterThan(files + directories);

            tree.change(files / 100);
            sent = 0;
            step(service, "one of a hundred files more, backed up again", () -> backUpAgain(client, tree));
            assertThat(sent).as("files that were sent again").isEqualTo(files / 100);

            long left = tree.assertContents();
            tree.spoil();
            step(service, "restored from both", () -> restore(client));
            assertThat(tree.assertContents()).isEqualTo(left);
            assertThat(service.complaints()).isEmpty();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void step(LeanService service, String what, Step step) throws Exception {
        var begun = System.nanoTime();
        var used = service.processorTime();
        step.run();
        System.out.printf(
                "%s in %d s, processor %d s, VmHWM %d MiB%n",
                what,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                service.processorTime().minus(used).toSeconds(),
                service.peakMebibytes());
    }

    private void backUp(Client client, LargeTree tree) throws IOException {
        finish(client, client.backUp(BUNDLE), tree);
    }

    private void backUpAgain(Client client, LargeTree tree) throws IOException {
        var session = client.create("{\"type\":\"incrementalBackup\"}");
        client.upload(
                        session.url("/manifests/" + BUNDLE),
                        BodyPublishers.ofFile(home.resolve("saved").resolve("manage.json.manifest")))
                .is(204);
        session.append(Client.appended(800, BUNDLE)).is(202);
        finish(client, session, tree);
    }

    private void finish(Client client, BackupSession session, LargeTree tree) throws IOException {
        pull(client, session, tree);
        var end = session.recorder().await("onBundleEnd", BUNDLE);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        var view = session.bundle(BUNDLE);
        assertThat(view.path("failedCount").asInt(-1)).isZero();
        sent = view.path("filesClosed").asInt(-1);
        session.release().is(204);
    }

    private void restore(Client client) throws IOException {
        var restore = RestoreSession.of(client, BUNDLE);
        try (var saved = Files.list(home.resolve("saved"))) {
            for (var file : saved.toList()) {
                var name = String.valueOf(file.getFileName());
                var url = restore.session()
                        .bundleUrl(BUNDLE, "/uploads/" + name.replace("json.manifest", "json/manifest"));
                client.upload(url, BodyPublishers.ofFile(file)).is(name.endsWith(".manifest") ? 204 : 200);
            }
        }
        restore.publish(BUNDLE).is(202);
        // A million files take a disk minutes.
        var report = restore.report(BUNDLE, "?wait=20");
        while (report.path("outcome").isMissingNode()) {
            report = restore.report(BUNDLE, "?wait=20");
        }
        assertThat(report.path("outcome").asString("")).as(report.toString()).isEqualTo("completed");
        restore.session().release().is(204);
    }

    private void pull(Client client, BackupSession session, LargeTree tree) throws IOException {
        while (true) {
            var page = client.get(session.url("/files?state=ready&wait=20"))
                    .is(200)
                    .json();
            for (var json : page.path("files")) {
                take(client, Delivered.of(json), tree);
            }
            if (page.path("files").isEmpty() && !page.path("more").asBoolean(true)) {
                return;
            }
        }
    }

    private void take(Client client, Delivered file, LargeTree tree) throws IOException {
        assertThat(digest(client, file.contentUrl(), home.resolve("saved").resolve(file.uri())))
                .isEqualTo(file.sha256());
        var manifest = home.resolve(file.kind().equals("index") ? "saved" : "").resolve(file.uri() + ".manifest");
        assertThat(digest(client, file.manifestUrl(), manifest)).isEqualTo(file.manifestSha256());
        if (file.kind().equals("index")) {
            try (var reader = new ManifestReader(Files.newInputStream(manifest))) {
                lines = tree.assertListedBy(reader, delivered);
            }
        } else {
            Files.delete(manifest);
        }
        delivered.add(file.uri());
        client.delete(file.contentUrl()).is(204);
    }

    private static String digest(Client client, String url, Path to) throws IOException {
        var digest = Digests.sha256();
        var answer = client.stream(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        try (var in = new DigestInputStream(answer.body(), digest)) {
            Files.copy(in, to);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
