package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebSocketEventsTests extends EventsFixture {
    @Test
    void saysHelloFirst() throws Exception {
        try (var socket = client.socket(path(sessionWith(5)))) {
            var hello = socket.frame();

            assertThat(hello.path("type").asString()).isEqualTo("hello");
            assertThat(hello.path("lastSeq").asLong()).isEqualTo(5);
            assertThat(Instant.parse(hello.path("serverTime").asString())).isBefore(Instant.now());
            assertThat(hello.propertyNames()).containsExactlyInAnyOrder("type", "lastSeq", "serverTime");
        }
    }

    @Test
    void sendsWhatIsThereAndThenWhatComesInOrder() throws Exception {
        var session = sessionWith(350);
        try (var socket = client.socket(path(session))) {
            assertDense(socket.events(350), 1, 350);
            work.announce(session, 5);
            work.fail(session, 500, "unreadable");
            assertDense(socket.events(505), 351, 855);
        }
    }

    @Test
    void sendsEachEventWhenItHappensAndNotWithTheNext() throws Exception {
        var session = session();
        try (var socket = client.socket(path(session) + "?after=now")) {
            socket.frame("hello");
            for (int seq = 2; seq < 12; seq++) {
                work.fail(session, 1, "unreadable");
                assertDense(socket.events(1), seq, seq);
            }
        }
    }

    @Test
    void givesTheSameEventsInAllThreeForms() throws Exception {
        var session = sessionWith(20);
        work.announce(session, 3);
        work.complete(session);
        awaitSeq(session, 27);
        var page = client.get(path(session)).events();

        try (var socket = client.socket(path(session));
                var sse = client.sse(path(session))) {
            assertThat(socket.events(27)).isEqualTo(page);
            assertThat(sse.next(27)).isEqualTo(page);
        }
    }

    /** 200 events have more than 32 KiB, and the caller gets 16 KiB a second, one of them at once. */
    @Test
    void sendsNoFasterThanTheCallerMayReceive() throws Exception {
        var bundle = new BundleRequest(BUNDLE, 0, null, 800, null, null, null, null, null);
        var session = sessions.create("dora", new NewSession(SessionType.BACKUP, null, List.of(bundle), null), null)
                .id();
        await().until(() -> sessions.get("dora", session).lastSeq() >= 1);
        work.fail(session, 199, "unreadable");
        await().until(() -> sessions.get("dora", session).lastSeq() >= 200);

        var begin = System.nanoTime();
        try (var socket = new EventsClient(port, EventsClient.SLOW_CALLERS).socket(path(session))) {
            var length = socket.events(200).stream()
                    .mapToInt(event -> event.toString().length())
                    .sum();
            assertThat(length).isGreaterThan(32 << 10);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
        sessions.release("dora", session);
    }

    @Test
    void goesOnAfterANumber() throws Exception {
        try (var socket = client.socket(path(sessionWith(10)) + "?after=7")) {
            assertDense(socket.events(3), 8, 10);
        }
    }

    @Test
    void sendsOnlyTheTypesAskedFor() throws Exception {
        var session = sessionWith(3);
        try (var socket = client.socket(path(session) + "?types=onBundleBegin,onBundleEnd")) {
            work.announce(session, 1);
            work.complete(session);
            assertThat(seqs(socket.events(2))).containsExactly(1, 7);
        }
    }

    @Test
    void showsThatItIsAliveWithoutASeq() throws Exception {
        try (var socket = client.socket(path(sessionWith(4)) + "?after=now")) {
            var heartbeat = socket.frame("heartbeat");
            socket.frame("heartbeat");

            assertThat(heartbeat.propertyNames()).containsExactlyInAnyOrder("type", "lastSeq");
            assertThat(heartbeat.path("lastSeq").asLong()).isEqualTo(4);
            await().until(() -> socket.pings() >= 2);
        }
    }

    @Test
    void staysOpenLongerThanTheConnectorsTimeout() throws Exception {
        try (var socket = client.socket(path(session()) + "?after=now")) {
            var until = Instant.now().plusSeconds(3);
            while (Instant.now().isBefore(until)) {
                socket.frame("heartbeat");
            }
            assertThat(streams.size()).isOne();
        }
    }

    @Test
    void closesNormallyAfterTheLastEventOfAReleasedSession() throws Exception {
        var session = sessionWith(3);
        try (var socket = client.socket(path(session))) {
            socket.events(3);
            sessions.release(OWNER, session);

            assertThat(socket.closeCode()).isEqualTo(1000);
            assertDense(withSeq(socket), 4, 6);
        }
    }

    @Test
    void sendsTheWholeLogOfAnEndedSessionAndCloses() throws Exception {
        var session = sessionWith(250);
        sessions.release(OWNER, session);
        awaitEnded(session);

        try (var socket = client.socket(path(session))) {
            assertThat(socket.closeCode()).isEqualTo(1000);
            assertDense(withSeq(socket), 1, 253);
        }
    }

    private static ArrayList<JsonNode> withSeq(SocketReader socket) {
        var frames = new ArrayList<>(socket.rest());
        frames.removeIf(frame -> !frame.has("seq"));
        return frames;
    }

    @Test
    void closesWith4004WhereThereIsNoSession() throws Exception {
        try (var socket = client.socket(path("nowhere"))) {
            assertThat(socket.closeCode()).isEqualTo(4004);
            assertThat(socket.rest()).isEmpty();
        }
    }

    @Test
    void closesWith4004ForAnotherCallersSession() throws Exception {
        try (var raw = client.raw()) {
            raw.handshakeAs(EventsClient.ANOTHER_CALLERS, path(session()));
            assertThat(raw.head()).startsWith("HTTP/1.1 101");
            assertThat(raw.rest().closeCode()).isEqualTo(4004);
        }
    }

    @Test
    void agreesOnTheSubProtocol() throws Exception {
        try (var socket = client.socket(path(session()), "other.v1", "backup.v1+json")) {
            assertThat(socket.socket().getSubprotocol()).isEqualTo("backup.v1+json");
        }
    }

    @Test
    void agreesOnNoSubProtocolThatItDoesNotSpeak() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()), "Sec-WebSocket-Protocol: other.v1");
            assertThat(raw.head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
        }
    }

    @Test
    void agreesOnNoCompression() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()), "Sec-WebSocket-Extensions: permessage-deflate");
            assertThat(raw.head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("permessage-deflate");
        }
    }

    @Test
    void acceptsAnyOriginWithAToken() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()), "Origin: https://elsewhere.example");
            assertThat(raw.head()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void ignoresWhatTheClientSays() throws Exception {
        var session = session();
        try (var socket = client.socket(path(session) + "?after=now")) {
            socket.frame("hello");
            socket.socket().sendText("a".repeat(60_000), true).join();
            socket.socket().sendText("{\"type\":\"release\"}", true).join();
            work.fail(session, 1, "unreadable");

            assertDense(socket.events(1), 2, 2);
        }
    }

    @Test
    void closesOnAMessageAboveTheLimit() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()) + "?after=now");
            raw.head();
            raw.text(64 * 1024 + 1, true);

            assertThat(raw.rest().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void countsAMessageInFragmentsAsOne() throws Exception {
        try (var socket = client.socket(path(session()) + "?after=now")) {
            socket.frame("hello");
            for (int n = 0; n < 3; n++) {
                socket.socket().sendText("a".repeat(30_000), n == 2).join();
            }
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesOnAClientThatAnswersNoPing() throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()) + "?after=now");
            raw.head();

            assertThat(raw.rest().closeCode()).isEqualTo(4008);
        }
    }

    @Test
    void freesItsPlaceWhenTheClientCloses() throws Exception {
        try (var socket = client.socket(path(session()))) {
            socket.events(1);
            assertThat(streams.size()).isOne();
            socket.socket().sendClose(1000, "").join();

            assertThat(socket.closeCode()).isEqualTo(1000);
            await().until(() -> streams.size() == 0);
        }
    }

    @Test
    void freesItsPlaceWhenTheClientIsGone() throws Exception {
        try (var socket = client.socket(path(session()))) {
            socket.events(1);
        }
        await().until(() -> streams.size() == 0);
    }

    @Test
    void sendsEventsOfAnySize() throws Exception {
        var session = session();
        work.fail(session, 3, "größer €𝄞 \n\u2028".repeat(5_000));
        awaitSeq(session, 4);
        var page = client.get(path(session)).events();

        try (var socket = client.socket(path(session));
                var sse = client.sse(path(session))) {
            assertThat(socket.events(4)).isEqualTo(page);
            assertThat(sse.next(4)).isEqualTo(page);
        }
    }
}
