package io.bundlebackup.upload.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.script.CuttingProxy;
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of other makers, on a network that cuts every connection that has carried two megabytes. */
class UploadClientsIntegrationTests extends UploadApiTestBase {
    private static final int SIZE = 9_000_001;
    private static final long CARRIED = 2_000_000;

    @TempDir
    Path folder = Path.of("");

    private final byte[] content = new byte[SIZE];
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("part.0.tar"), content);
    }

    private void assertThatItIsThere() throws Exception {
        var sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        var upload = alice.get(part).is(200).hasUpload(SIZE, true).json();
        assertThat(upload.path("sha256").asString()).isEqualTo(sha256);
    }

    /** Ends with the status of curl; 0 only after an answer that is no refusal. */
    private int curl(int port, String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of("curl", "-sS", "--fail", "-o", folder.resolve("answer").toString()));
        command.addAll(List.of("-H", "Authorization: Bearer alice-token"));
        command.addAll(List.of(arguments));
        command.add("http://127.0.0.1:" + port + part);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return process.waitFor();
    }

    /** What the service has of it, when it has noticed that the connection is cut. */
    private long settledOffset(long before) {
        return Awaitility.await().until(() -> alice.offset(part), offset -> offset > before);
    }

    @Test
    void curlGoesOnFromWhereTheUploadStands() throws Exception {
        try (var network = CuttingProxy.ofUploads(alice.port(), CARRIED)) {
            assertThat(curl(network.port(), "-T", file.toString())).isNotZero();
            int cuts = 1;
            var offset = settledOffset(0);
            while (curl(network.port(), "-C", Long.toString(offset), "-T", file.toString()) != 0) {
                offset = settledOffset(offset);
                assertThat(++cuts).isLessThan(20);
            }
            assertThat(cuts).isGreaterThan(3);
        }
        assertThatItIsThere();
    }

    /** It does not ask where to go on, and sends the whole as a range. */
    @Test
    void curlMayLeaveTheOffsetToItself() throws Exception {
        try (var network = CuttingProxy.ofUploads(alice.port(), CARRIED)) {
            assertThat(curl(network.port(), "-T", file.toString())).isNotZero();
        }
        settledOffset(0);

        assertThat(curl(alice.port(), "-C", "-", "-T", file.toString())).isZero();

        assertThatItIsThere();
    }

    @Test
    void aClientOfTusResumes() throws Exception {
        alice.post(bundle + "/uploads", "{\"uri\":\"part.0.tar\",\"size\":" + SIZE + "}")
                .is(202);
        int cuts = 0;
        try (var network = CuttingProxy.ofUploads(alice.port(), CARRIED)) {
            var address =
                    URI.create("http://127.0.0.1:" + network.port() + part).toURL();
            while (!uploadsByTus(address)) {
                assertThat(++cuts).isLessThan(20);
            }
        }
        assertThat(cuts).isGreaterThan(3);
        assertThatItIsThere();
    }

    /** Whether it came to its end. */
    private boolean uploadsByTus(URL address) {
        var client = new TusClient();
        client.setHeaders(Map.of("Authorization", "Bearer alice-token"));
        var upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(content));
        upload.setSize(SIZE);
        try {
            var uploader = client.beginOrResumeUploadFromURL(upload, address);
            uploader.setChunkSize(256 << 10);
            while (uploader.uploadChunk() > 0) {
                // The next one.
            }
            uploader.finish();
            return true;
        } catch (IOException | ProtocolException cut) {
            return false;
        }
    }
}
