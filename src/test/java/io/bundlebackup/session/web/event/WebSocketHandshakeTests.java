package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketHandshakeTests extends EventsFixture {
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String VERSION = "Sec-WebSocket-Version: 13";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    @Test
    void refusesAStranger() throws Exception {
        try (var raw = client.raw()) {
            raw.handshakeAs("", path(session()));
            raw.answer().isProblem(401, "unauthenticated", 201);
        }
    }

    @Test
    void refusesACallerWithoutAuthority() throws Exception {
        try (var raw = client.raw()) {
            raw.handshakeAs(EventsClient.NO_SYSTEM_CALLERS, path(session()));
            raw.answer().isProblem(403, "not-a-system-caller", 202);
        }
    }

    @Test
    void takesNoTokenFromTheAddress() throws Exception {
        try (var raw = client.raw()) {
            raw.handshakeAs("", path(session()) + "?access_token=" + RawSocket.TOKEN);
            raw.answer().isProblem(401, "unauthenticated", 201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=-1", "after=x", "types=hello", "types=", "after=1&after=2", "after=%zz", "limt=3"})
    void refusesAMalformedQuery(String query) throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()) + "?" + query);
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @Test
    void refusesToReadBeyondTheLog() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()) + "?after=2");
            raw.answer().isProblem(400, "invalid-argument", 13900020);
        }
    }

    @Test
    void refusesAMalformedQueryEvenWhereThereIsNoSession() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path("nowhere") + "?after=x");
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @Test
    void refusesAnotherVersionAndSaysWhichItSpeaks() throws Exception {
        try (var raw = client.raw()) {
            raw.send("GET " + path(session()) + " HTTP/1.1", UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: 8");
            var head = raw.head();
            assertThat(head).startsWith("HTTP/1.1 400");
            assertThat(RawSocket.header(head, "Sec-WebSocket-Version")).isEqualTo("13");
        }
    }

    @Test
    void refusesAHandshakeWithoutAKey() throws Exception {
        try (var raw = client.raw()) {
            raw.send("GET " + path(session()) + " HTTP/1.1", UPGRADE, CONNECTION, VERSION);
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @Test
    void refusesAHandshakeWithABrokenKey() throws Exception {
        try (var raw = client.raw()) {
            raw.send("GET " + path(session()) + " HTTP/1.1", UPGRADE, CONNECTION, VERSION, "Sec-WebSocket-Key: x");
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @Test
    void refusesAHandshakeThatDoesNotAskForTheConnection() throws Exception {
        try (var raw = client.raw()) {
            raw.send("GET " + path(session()) + " HTTP/1.1", UPGRADE, VERSION, KEY);
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @Test
    void opensNothingForWhatIsRefused() throws Exception {
        var session = session();
        for (int n = 0; n < 50; n++) {
            try (var raw = client.raw()) {
                raw.handshake(path(session) + "?after=2");
                raw.answer();
            }
        }
        assertThat(streams.size()).isZero();
    }
}
