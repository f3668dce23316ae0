package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send or take a file, and stand still for longer than the service waits for clients that have shown no token. */
class SlowLinesIntegrationTests extends JourneyTest {
    @Override
    public List<String> settings() {
        return List.of("server.tomcat.connection-timeout=500ms", "backup.pack.big-file-size=8MB");
    }

    private Socket send(String request) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(65_536);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(String line, String more) {
        return line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + RunningService.ALICE
                + "\r\n" + more + "\r\n";
    }

    /** Strangers, one after the other, whom the service has given up meanwhile. */
    private void awaitTimeouts() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (var stranger = send("G")) {
                stranger.getInputStream().readAllBytes();
            }
        }
    }

    @Test
    void aFileThatStopsChangingIsDeliveredWhole() throws Exception {
        var source = service.bundle(file("big.bin", 10 << 20), file("packed", 7 << 20));
        var backup = alice.backUp(source);
        var part = backup.awaitFile(source, "part");
        var big = backup.awaitFile(source, "file");
        var target = service.bundle(file("a", 1));
        var restore = RestoreSession.of(alice, target);
        restore.session().recorder().await("onBundleBegin", target);
        var url = restore.session().bundleUrl(target, "/uploads/part.0.tar");
        try (var ofPart = send(head("GET " + part.contentUrl(), ""));
                var ofBig = send(head("GET " + big.contentUrl(), ""));
                var upload = send(
                        head("PUT " + url, "Content-Type: application/octet-stream\r\nContent-Length: 2\r\n") + "a")) {
            awaitTimeouts();

            upload.getOutputStream().write('b');
            assertThat(new String(upload.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 20");
            assertThat(ofPart.getInputStream().readAllBytes().length).isGreaterThan((int) part.size());
            assertThat(ofBig.getInputStream().readAllBytes().length).isGreaterThan((int) big.size());
        }
    }
}
