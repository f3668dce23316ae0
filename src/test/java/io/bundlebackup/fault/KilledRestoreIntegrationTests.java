package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, killed as hard as can be at certain moments of a restore. */
@Timeout(7_200)
class KilledRestoreIntegrationTests {
    private static final String BUNDLE = "com.example.killed";
    private static final String HEAP = "256m";

    /** One service, which is started again after each kill: that takes longest. */
    @TempDir
    private static Path home = Path.of("");

    private static @Nullable LeanService running;
    private static @Nullable Client caller;
    private static Path data = Path.of("");
    private static Picture old = new Picture(new TreeMap<>());

    @TempDir
    private Path folder = Path.of("");

    private SavedBackup backup = new SavedBackup(folder, folder, old);

    @BeforeAll
    static void start() throws Exception {
        startAgain();
        data = service().bundle(BUNDLE);
        var former = Files.createDirectory(home.resolve("old"));
        SourceTree.tree(file("a", "old"), dir("d0", files(300)), dir("only-old", file("x", "x")))
                .plant(former);
        old = Picture.of(former);
    }

    private static SourceTree.Node[] manyFiles() {
        return IntStream.range(0, 80)
                .mapToObj(i -> i == 0 ? file("a", 5_000_000) : dir("d" + i, files(50)))
                .toArray(SourceTree.Node[]::new);
    }

    @BeforeEach
    void putBack() {
        TarTools.run("rm", "-rf", data.toString());
        TarTools.run("cp", "-a", home.resolve("old").toString(), data.toString());
    }

    @AfterAll
    static void stop() {
        client().close();
        service().close();
    }

    private static void startAgain() throws Exception {
        if (caller != null) {
            caller.close();
        }
        running = LeanService.start(home, HEAP, LeanService.STARTS_SOON);
        caller = running.client();
    }

    private static LeanService service() {
        return Objects.requireNonNull(running);
    }

    private static Client client() {
        return Objects.requireNonNull(caller);
    }

    private BackupSession adopted(BackupSession before) {
        return client().adopt(client().get(before.url("")).is(200));
    }

    @Test
    void anUploadContinuesAtItsOffset() throws Exception {
        backup = SavedBackup.of(folder.resolve("saved"), file("a", 12_000_000));
        var part = backup.files().getFirst();
        var content = Files.readAllBytes(part);
        var session = SavedBackup.begin(client(), BUNDLE);
        backup.uploadManifest(client(), session);
        var url = SavedBackup.url(session, SavedBackup.name(part));
        var slow = new HalfOfIt(content);
        var sending = Thread.ofVirtual().start(() -> send(url, content.length, slow));
        long reported =
                await().atMost(Duration.ofSeconds(20)).until(() -> offset(url), offset -> offset > content.length / 4);
        service().kill();
        session.disconnect();
        slow.end.countDown();
        sending.join();

        startAgain();
        long offset = offset(url);
        assertThat(offset).isBetween(reported, content.length / 2L);
        assertThat(client().get(session.bundleUrl(SavedBackup.SOURCE, ""))
                        .json()
                        .path("phase")
                        .asString(""))
                .isEqualTo("waitingForClient");
        var rest = BodyPublishers.ofByteArray(Arrays.copyOfRange(content, (int) offset, content.length));
        client().upload(url, rest, "Content-Range", range(offset, content.length))
                .is(200);
        SavedBackup.publish(client(), session).is(202);
        var known = adopted(session);
        known.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        Picture.of(data).assertSameAs(backup.picture(), "the data");
        known.release().is(204);
    }

    private long offset(String url) {
        var answer = client().get(url);
        return answer.status() == 404 ? 0 : answer.is(200).json().path("offset").asLong(-1);
    }

    private static String range(long from, int total) {
        return "bytes " + from + "-" + (total - 1) + "/" + total;
    }

    private void send(String url, int total, InputStream body) {
        try {
            client().upload(url, BodyPublishers.ofInputStream(() -> body), "Content-Range", range(0, total));
        } catch (UncheckedIOException e) {
            // The service was killed.
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    /** Half of what was announced, and then nothing. */
    private static final class HalfOfIt extends InputStream {
        private final CountDownLatch end = new CountDownLatch(1);
        private final byte[] content;
        private int position;

        HalfOfIt(byte[] content) {
            this.content = content;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = Math.min(length, content.length / 2 - position);
            if (count == 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("that is all");
            }
            System.arraycopy(content, position, bytes, offset, count);
            position += count;
            return count;
        }
    }

    @Test
    void aDryRunIsDroppedAndTheBundleWaitsForItsClient() throws Exception {
        backup = SavedBackup.of(folder.resolve("saved"), 1 << 20, manyFiles());
        var session = SavedBackup.begin(client(), BUNDLE);
        backup.uploadAll(client(), session);
        SavedBackup.tryOut(client(), session).is(202);
        service().kill();
        session.disconnect();
        Picture.of(data).assertSameAs(old, "the data");

        startAgain();
        var known = adopted(session);
        known.awaitBundle(SavedBackup.SOURCE, "phase", "waitingForClient");
        Picture.of(data).assertSameAs(old, "the data after the restart");
        SavedBackup.publish(client(), known).is(202);
        known.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        Picture.of(data).assertSameAs(backup.picture(), "the data after all");
        known.release().is(204);
    }
}
