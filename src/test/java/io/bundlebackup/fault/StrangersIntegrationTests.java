package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.LeanService;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of strangers on a small heap; {@code ManyConnectionsTests} has the quick form. */
@Timeout(300)
class StrangersIntegrationTests {
    private static final int STRANGERS = 2_000;
    private static final int REQUESTS = 20;

    /** What connections of earlier requests may keep open. */
    private static final int SLACK = 16;

    private static final String LOGIN = "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    private static final List<String> BEGINS = List.of(
            "",
            "GET /api/v1/version HTTP/1.1\r\nHost: a\r\nX-Slow: y",
            LOGIN + "Content-Length: 100000\r\n\r\n{\"token\":\"",
            LOGIN + "Transfer-Encoding: chunked\r\n\r\n2\r\n{ \r\n",
            "GET /api/v1/version HTTP/1.1\r\nHost: a\r\n\r\n");

    @Test
    @Tag("long")
    void thousandsOfStrangersKeepNoCallerOutAndLeaveNothing(@TempDir Path home) throws Exception {
        try (var service = LeanService.start(home, "256m");
                var client = service.client()) {
            client.get("/api/v1/status").is(200);
            int descriptors = service.descriptors();
            var sockets = new ArrayList<Socket>();
            try {
                for (int i = 0; i < STRANGERS; i++) {
                    connect(service.port(), BEGINS.get(i % BEGINS.size()), sockets);
                    if (i % (STRANGERS / REQUESTS) == 0) {
                        assertThat(timeOf(() -> client.get("/api/v1/status").is(200)))
                                .isLessThan(Duration.ofSeconds(5));
                    }
                }
                for (int i = 0; i < REQUESTS; i++) {
                    try (var another = service.client()) {
                        assertThat(timeOf(() -> another.get("/api/v1/bundles").is(200)))
                                .isLessThan(Duration.ofSeconds(5));
                    }
                }
            } finally {
                for (var socket : sockets) {
                    socket.close();
                }
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> service.descriptors() <= descriptors + SLACK);
            client.get("/api/v1/status").is(200);
            assertThat(service.isAlive()).isTrue();
            assertThat(service.complaints()).isEmpty();
        }
    }

    private static void connect(int port, String begin, List<Socket> sockets) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        try {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closed) {
            assertThat(closed).as("the service may close it for another").isNotNull();
        }
    }

    private static Duration timeOf(Runnable request) {
        var begin = System.nanoTime();
        request.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
