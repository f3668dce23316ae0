package io.bundlebackup.access.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** More connections than there may be, and clients that stand still. */
@TestPropertySource(properties = {"server.tomcat.max-connections=20", "server.tomcat.connection-timeout=2s"})
class ManyConnectionsTests extends EdgeTest {
    private static final String HEAD = "GET /api/v1/version HTTP/1.1\r\nHost: a\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "G", HEAD, HEAD + "\r\n"})
    void whoeverOnlyConnectsKeepsNobodyOut(String sent) throws Exception {
        var strangers = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 60; i++) {
                var stranger = client.connect();
                strangers.add(stranger);
                stranger.getOutputStream().write(sent.getBytes(UTF_8));
            }
            var begin = System.nanoTime();

            assertThat(client.raw(HEAD + "Connection: close\r\n\r\n").status()).isIn(200, 401, 404);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (var stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void strangersWhoseBodiesComeSlowlyKeepNoCallerOut() throws Exception {
        var strangers = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 40; i++) {
                var stranger = client.connect();
                strangers.add(stranger);
                stranger.getOutputStream()
                        .write("POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n{".getBytes(UTF_8));
            }
            var begin = System.nanoTime();

            assertThat(client.get("/api/v1/access/caller").status()).isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (var stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void requestsThatFollowEachOtherOnAConnectionAreUnderWayOneByOne() throws Exception {
        var request = "GET /api/v1/access/caller HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer whole-token\r\n\r\n";
        try (var quick = client.connect()) {
            quick.getOutputStream().write(request.repeat(50).getBytes(UTF_8));
            quick.shutdownOutput();

            assertThat(new String(quick.getInputStream().readAllBytes(), UTF_8).split("HTTP/1.1 200 ", -1))
                    .hasSize(51);
        }
    }

    @Test
    void aConnectionWithARequestUnderWayStays() throws Exception {
        try (var busy = client.connect()) {
            busy.getOutputStream()
                    .write(("POST /api/v1/json/kept HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer whole-token\r\n"
                                    + "Content-Length: 2\r\nConnection: close\r\n\r\n{")
                            .getBytes(UTF_8));
            whoeverOnlyConnectsKeepsNobodyOut("G");
            busy.getOutputStream().write("}".getBytes(UTF_8));

            assertThat(new String(busy.getInputStream().readAllBytes(), UTF_8)).contains("{\"kept\":\"{}\"}");
        }
    }

    @Test
    void aBodyThatDoesNotComeInTimeIs408() throws Exception {
        try (var slow = client.connect()) {
            slow.getOutputStream()
                    .write(("PUT /api/v1/json/upload HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer whole-token\r\n"
                                    + "Content-Length: 30\r\n\r\na")
                            .getBytes(UTF_8));

            assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("/problems/request-timeout");
        }
    }
}
