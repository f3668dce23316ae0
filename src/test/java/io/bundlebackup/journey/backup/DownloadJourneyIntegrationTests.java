package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.bytes;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.BackupSession.Delivered;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.posix.RawFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching by RFC 9110: of a part, which the container sends by itself, and of a big file, which is read where it lies. */
@SuppressWarnings("NullAway.Init") // announce comes first in every test
class DownloadJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 9 << 20;

    private BackupSession session;
    private Delivered file;
    private byte[] content = {};

    private String bundle = "";

    @BeforeEach
    void announce() {
        bundle = service.bundle(file("big.bin", BIG), file("small", 100_000));
        session = alice.backUp(bundle);
        file = session.awaitFile(bundle, "part");
    }

    private void announce(String kind) {
        file = session.awaitFile(bundle, kind);
        content = session.fetch(file).is(200).body();
    }

    private Answer range(String ranges, String... headers) {
        var all = new ArrayList<>(List.of("Range", ranges));
        all.addAll(List.of(headers));
        return session.fetch(file, all.toArray(String[]::new));
    }

    private void assertRange(String ranges, int from, int to) {
        var answer = range(ranges).is(206);
        assertThat(answer.header("Content-Range")).contains("bytes " + from + "-" + (to - 1) + "/" + content.length);
        assertThat(answer.header("Content-Length")).contains(String.valueOf(to - from));
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, from, to));
    }

    @Test
    void manyRequestsOnOneConnectionKeepFewFilesOpen() throws Exception {
        announce("file");
        int requests = 300;
        var request = "GET " + file.contentUrl() + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + RunningService.ALICE + "\r\nRange: bytes=0-65535\r\n\r\n";
        long before = openFiles();
        long most = 0;
        try (var socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.repeat(requests).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < requests; i++) {
                assertThat(socket.getInputStream().readNBytes(65_536)).hasSize(65_536);
                most = Math.max(most, openFiles());
            }
        }
        assertThat(most - before).isLessThan(40);
    }

    private static long openFiles() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void aCompleteFileHasItsHeaders(String kind) {
        announce(kind);

        var answer = session.fetch(file).is(200);
        var head = alice.send("HEAD", file.contentUrl(), null).is(200);

        for (var each : List.of(answer, head)) {
            var digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(file.sha256()));
            assertThat(each.header("ETag")).contains("\"" + file.sha256() + "\"");
            assertThat(each.header("Repr-Digest")).contains("sha-256=:" + digest + ":");
            assertThat(each.header("Accept-Ranges")).contains("bytes");
            assertThat(each.header("Content-Type")).contains("application/octet-stream");
            assertThat(each.header("Content-Disposition"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
            assertThat(each.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(each.header("Content-Length")).contains(String.valueOf(file.size()));
            assertThat(each.header("Last-Modified")).isPresent();
            assertThat(each.header("Content-Encoding")).isEmpty();
        }
        assertThat(head.body()).isEmpty();
        assertThat(alice.get(file.manifestUrl()).is(200).header("Content-Type")).contains("text/plain;charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void rangesAreServedAsRequested(String kind) {
        announce(kind);
        int size = content.length;

        assertRange("bytes=0-0", 0, 1);
        assertRange("bytes=5-99", 5, 100);
        assertRange("bytes=70000-", 70_000, size);
        assertRange("bytes=-7", size - 7, size);
        assertRange("bytes=-" + (size + 5L), 0, size);
        assertRange("bytes=" + (size - 3) + "-" + (size + 100L), size - 3, size);
        assertRange("bytes=" + (size - 1) + "-", size - 1, size);
        assertRange("bytes=" + (size + 1) + "-, 3-4", 3, 5);
        assertRange("BYTES=1-2", 1, 3);
        assertThat(range("bytes=" + size + "-")
                        .isProblem(416, "range-not-satisfiable", 13900020)
                        .header("Content-Range"))
                .contains("bytes */" + size);
        assertThat(range("items=0-1").is(200).body()).isEqualTo(content);
        assertThat(alice.send("HEAD", file.contentUrl(), null, "Range", "bytes=0-1")
                        .is(200)
                        .header("Content-Length"))
                .as("ranges are defined for GET alone")
                .contains(String.valueOf(size));
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void severalRangesComeAsMultipart(String kind) {
        announce(kind);

        var answer = range("bytes=0-9, 5000-5009,-3").is(206);

        var type = answer.header("Content-Type").orElse("");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        assertThat(answer.header("Content-Length")).contains(String.valueOf(answer.body().length));
        var size = content.length;
        var expected = new ByteArrayOutputStream();
        var boundary = type.substring(type.indexOf('=') + 1);
        for (int[] range : new int[][] {{0, 10}, {5000, 5010}, {size - 3, size}}) {
            var head = "\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                    + range[0] + "-" + (range[1] - 1) + "/" + size + "\r\n\r\n";
            expected.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            expected.writeBytes(Arrays.copyOfRange(content, range[0], range[1]));
        }
        expected.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.body()).isEqualTo(expected.toByteArray());
        assertThat(range("bytes=0-,0-,0-").is(200).body())
                .as("more than the file is the file")
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void conditionsAreKept(String kind) {
        announce(kind);
        var etag = "\"" + file.sha256() + "\"";
        var other = "\"" + "0".repeat(64) + "\"";
        var modified = session.fetch(file).header("Last-Modified").orElse("");

        assertThat(range("bytes=1-2", "If-Range", etag).is(206).body()).hasSize(2);
        assertThat(range("bytes=1-2", "If-Range", modified).is(206).body()).hasSize(2);
        assertThat(range("bytes=1-2", "If-Range", other).is(200).body()).isEqualTo(content);
        assertThat(range("bytes=1-2", "If-Range", "W/" + etag).is(200).body())
                .as("weak tags never match")
                .isEqualTo(content);
        assertThat(range("bytes=1-2", "If-Range", "Sat, 01 Jan 2000 00:00:00 GMT")
                        .is(200)
                        .body())
                .isEqualTo(content);
        session.fetch(file, "If-Match", etag).is(200);
        session.fetch(file, "If-Match", other + ", " + etag).is(200);
        session.fetch(file, "If-Match", "*").is(200);
        session.fetch(file, "If-Match", other).isProblem(412, "precondition-failed", 13900020);
        assertThat(session.fetch(file, "If-None-Match", etag).is(304).body()).isEmpty();
        session.fetch(file, "If-None-Match", "*").is(304);
        assertThat(session.fetch(file, "If-None-Match", other).is(200).body()).isEqualTo(content);
        session.fetch(file, "If-Modified-Since", modified).is(304);
        session.fetch(file, "If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")
                .isProblem(412, "precondition-failed", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void rangesMayBeFetchedInParallel(String kind) throws Exception {
        announce(kind);
        int piece = content.length / 16 + 1;
        var together = new byte[content.length];
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pieces = new ArrayList<Callable<Void>>();
            for (int from = 0; from < content.length; from += piece) {
                int start = from;
                int end = Math.min(content.length, from + piece);
                pieces.add(() -> {
                    var body = range("bytes=" + start + "-" + (end - 1)).is(206).body();
                    System.arraycopy(body, 0, together, start, end - start);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(pieces)) {
                done.get();
            }
        }
        assertThat(RunningService.sha256(together)).isEqualTo(file.sha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "file"})
    void aClosedFileIsGoneAndMayBeClosedAgain(String kind) {
        announce(kind);

        alice.delete(file.fileUrl() + "?sha256=" + "0".repeat(64)).isProblem(409, "receipt-mismatch", 13900001);
        session.fetch(file).is(200);
        session.close(file).is(204);
        session.close(file).is(204);
        alice.delete(file.fileUrl()).is(204);
        alice.delete(file.fileUrl() + "?sha256=" + "0".repeat(64)).isProblem(409, "receipt-mismatch", 13900001);

        session.fetch(file).isProblem(410, "file-closed", 13900020);
        alice.get(file.fileUrl()).isProblem(410, "file-closed", 13900020);
        alice.get(file.manifestUrl()).isProblem(410, "file-closed", 13900020);
        assertThat(session.files("state=closed")).extracting(Delivered::uri).containsExactly(file.uri());
        assertThat(session.log(100).stream()
                        .filter(event -> event.path("type").asString("").equals("onBundleEnd")))
                .isEmpty();
    }

    @Test
    void aFileMayBeClosedByItsNameAloneIfItWasAnnouncedOnce() {
        announce("part");

        alice.delete(file.fileUrl()).is(204);

        session.fetch(file).isProblem(410, "file-closed", 13900020);
    }

    @Test
    void aDownloadInProgressEndsAfterTheClose() throws Exception {
        announce("file");
        try (var under = alice.stream(file.contentUrl()).body()) {
            assertThat(under.readNBytes(1000)).isEqualTo(Arrays.copyOf(bytes("big.bin", BIG), 1000));

            session.close(file).is(204);

            assertThat(under.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
        }
    }

    @Test
    void parallelDownloadsGetTheirBytesAndCloseTheirFiles() throws Exception {
        var wide = service.bundle(IntStream.range(0, 20)
                .mapToObj(i -> file("big" + i, (2 << 20) + 1 + i))
                .toArray(SourceTree.Node[]::new));
        var other = alice.backUp(wide);
        other.awaitFile(wide, any -> true, 21);
        var files = other.files("state=ready");

        try (var clients = Executors.newFixedThreadPool(8)) {
            var fetched = new ArrayList<Future<String>>();
            for (int round = 0; round < 5; round++) {
                for (var each : files) {
                    fetched.add(clients.submit(() ->
                            RunningService.sha256(other.fetch(each).is(200).body())));
                }
            }
            for (int i = 0; i < fetched.size(); i++) {
                assertThat(fetched.get(i).get())
                        .isEqualTo(files.get(i % files.size()).sha256());
            }
        }

        other.cancel(wide).is(200);
        other.awaitBundle(wide, "state", "ended");
        await().atMost(Duration.ofSeconds(5)).until(() -> RawFiles.openBelow(service.source(wide)) == 0);
        var staging = service.data().resolve("staging");
        await().atMost(Duration.ofSeconds(5)).until(() -> RawFiles.openBelow(staging) == 0);
    }

    @Test
    void aFileThatWasNeverAnnouncedIsNotThere() {
        announce("part");

        alice.get(file.fileUrl().replace("part.0", "part.77")).isProblem(404, "no-such-file", 13900020);
        alice.get(file.fileUrl() + "?sha256=" + "0".repeat(64)).isProblem(404, "no-such-file", 13900020);
        alice.get(session.bundleUrl("com.example.other", "/files/part.0.tar"))
                .isProblem(404, "no-such-bundle", 13900020);
    }
}
