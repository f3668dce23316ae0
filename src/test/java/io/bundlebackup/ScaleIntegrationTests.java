package io.bundlebackup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.BackupSession.Delivered;
import io.bundlebackup.archive.Digests;
import io.bundlebackup.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

/** The packaged service with a small heap backs up a tree that is much larger, to one client, completely. */
class ScaleIntegrationTests {
    private static final String BUNDLE = "com.example.large";

    private final Set<String> delivered = new HashSet<>();
    private Path home = Path.of("");
    private long lines;

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
        backUp("64m", 20_000, 5_000, 15);
    }

    @Test
    @Tag("long")
    @Timeout(3_600)
    void aMillionFilesNeedAQuarterOfAGibibyteOfHeap() throws Exception {
        backUp("256m", 1_000_000, 200_000, 1_000);
    }

    private void backUp(String heap, int files, int inOneDirectory, int directories) throws Exception {
        try (var service = LeanService.start(home, heap);
                var client = service.client()) {
            var tree = new LargeTree(service.bundle(BUNDLE), files, inOneDirectory, directories);
            var begun = System.nanoTime();
            tree.plant();
            var planted = System.nanoTime();

            var session = client.backUp(BUNDLE);
            pull(client, session, tree);
            var end = session.recorder().await("onBundleEnd", BUNDLE);
            var pulled = System.nanoTime();

            assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
            var view = session.bundle(BUNDLE);
            assertThat(view.path("filesClosed").asInt(-1)).isEqualTo(files);
            assertThat(view.path("failedCount").asInt(-1)).isZero();
            assertThat(lines).as("lines of the full manifest").isGreaterThan(files + directories);
            assertThat(service.complaints()).isEmpty();
            System.out.printf(
                    "%,d files with -Xmx%s: made in %d s, backed up, fetched and compared in %d s, processor %d s, VmHWM %d MiB%n",
                    files,
                    heap,
                    Duration.ofNanos(planted - begun).toSeconds(),
                    Duration.ofNanos(pulled - planted).toSeconds(),
                    service.processorTime().toSeconds(),
                    service.peakMebibytes());
            session.release().is(204);
        }
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
        assertThat(digest(client, file.contentUrl(), in -> in.transferTo(OutputStream.nullOutputStream())))
                .isEqualTo(file.sha256());
        assertThat(digest(client, file.manifestUrl(), in -> {
                    if (file.kind().equals("index")) {
                        var reader = new ManifestReader(in);
                        lines = tree.assertListedBy(reader, delivered);
                    }
                    in.transferTo(OutputStream.nullOutputStream());
                }))
                .isEqualTo(file.manifestSha256());
        delivered.add(file.uri());
        client.delete(file.contentUrl()).is(204);
    }

    private interface Consumer {
        void read(InputStream in) throws IOException;
    }

    private static String digest(Client client, String url, Consumer consumer) throws IOException {
        var digest = Digests.sha256();
        var answer = client.open(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        try (var in = new DigestInputStream(answer.body(), digest)) {
            consumer.read(in);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
