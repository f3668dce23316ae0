package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseStreamTests extends EventsFixture {
    private static final int LONG_LOG = 1_000;

    @Test
    void sendsWhatIsThereAndThenWhatComesInOrder() throws Exception {
        var session = sessionWith(150);
        try (var sse = client.sse(path(session))) {
            assertDense(sse.next(150), 1, 150);
            work.announce(session, 5);
            assertDense(sse.next(5), 151, 155);
        }
    }

    @Test
    void saysHowItIsToBeTreatedOnTheWay() throws Exception {
        try (var sse = client.sse(path(session()))) {
            assertThat(sse.status()).isEqualTo(200);
            assertThat(sse.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(sse.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(sse.headers().firstValue("X-Accel-Buffering")).contains("no");
        }
    }

    @Test
    void goesOnAfterTheLastEventId() throws Exception {
        var session = sessionWith(10);
        try (var sse = client.sse(path(session), "Last-Event-ID", "7")) {
            assertDense(sse.next(3), 8, 10);
        }
    }

    @Test
    void takesTheLastEventIdForNewerThanTheAddress() throws Exception {
        var session = sessionWith(10);
        try (var sse = client.sse(path(session) + "?after=2", "Last-Event-ID", "7")) {
            assertDense(sse.next(3), 8, 10);
        }
    }

    @Test
    void goesOnAfterTheNumberInTheAddress() throws Exception {
        var session = sessionWith(10);
        try (var sse = client.sse(path(session) + "?after=9")) {
            assertDense(sse.next(1), 10, 10);
        }
    }

    @Test
    void beginsWithWhatComesAfterNow() throws Exception {
        var session = sessionWith(10);
        try (var sse = client.sse(path(session) + "?after=now")) {
            work.fail(session, 1, "unreadable");
            assertDense(sse.next(1), 11, 11);
        }
    }

    /** Heartbeats never fill the buffers of the network; a reader that reads reconnects. */
    @Test
    void endsAStreamAfterSomeTimeSoThatAQuietSessionLosesAReaderThatDoesNotRead() throws Exception {
        var session = sessionWith(3);
        try (var deaf = client.raw();
                var reading = client.sse(path(session))) {
            deaf.send("GET " + path(session) + " HTTP/1.1", "Accept: text/event-stream");
            await().until(() -> streams.size() == 2);

            assertDense(reading.rest(), 1, 3);

            await().until(() -> streams.size() == 0);
            try (var again = client.sse(path(session), "Last-Event-ID", "3")) {
                work.fail(session, 1, "unreadable");
                assertDense(again.next(1), 4, 4);
            }
        }
    }

    @Test
    void sendsOnlyTheTypesAskedFor() throws Exception {
        var session = sessionWith(3);
        try (var sse = client.sse(path(session) + "?types=onBundleEnd,onFileReady")) {
            work.announce(session, 1);
            work.complete(session);
            assertThat(seqs(sse.next(2))).containsExactly(4, 7);
        }
    }

    @Test
    void showsThatItIsAliveWhenNothingHappens() throws Exception {
        try (var sse = client.sse(path(session()) + "?after=1")) {
            sse.awaitComment();
            sse.awaitComment();
        }
    }

    @Test
    void endsAfterTheLastEventOfASessionAndThenStopsTheReconnecting() throws Exception {
        var session = sessionWith(3);
        try (var sse = client.sse(path(session))) {
            sse.next(3);
            sessions.release(OWNER, session);
            assertDense(sse.rest(), 4, 6);
        }
        try (var again = client.sse(path(session), "Last-Event-ID", "6")) {
            assertThat(again.status()).isEqualTo(204);
        }
    }

    @Test
    void stopsTheReconnectingOfOneWhoSawOnlySomeTypes() throws Exception {
        var session = sessionWith(3);
        sessions.release(OWNER, session);
        awaitEnded(session);

        try (var again = client.sse(path(session) + "?types=onBundleBegin", "Last-Event-ID", "1")) {
            assertThat(again.status()).isEqualTo(204);
        }
    }

    @Test
    void sendsTheWholeLogOfAnEndedSessionToOneWhoComesLate() throws Exception {
        var session = sessionWith(250);
        sessions.release(OWNER, session);
        awaitEnded(session);

        try (var sse = client.sse(path(session))) {
            assertDense(sse.rest(), 1, 253);
        }
    }

    @Test
    void freesItsPlaceWhenTheClientLeaves() throws Exception {
        try (var sse = client.sse(path(session()))) {
            sse.next(1);
            assertThat(streams.size()).isOne();
        }
        await().until(() -> streams.size() == 0);
    }

    @Test
    void endsForAReaderThatTookTooLongAndLosesNothing() throws Exception {
        var session = session();
        work.fail(session, LONG_LOG, "x".repeat(8_000));
        awaitSeq(session, LONG_LOG + 1);
        try (var raw = client.raw()) {
            raw.send("GET " + path(session) + " HTTP/1.1", "Accept: text/event-stream", "Connection: close");
            SlowStreamTests.readNothingFor(Duration.ofMillis(1_000));

            var text = raw.allText();

            assertThat(text).contains("id: 1\n").doesNotContain("id: " + LONG_LOG + "\n");
        }
    }

    @Test
    void isCutForAReaderThatReadsNothing() throws Exception {
        var session = session();
        work.fail(session, LONG_LOG, "x".repeat(8_000));
        awaitSeq(session, LONG_LOG + 1);
        try (var raw = client.raw()) {
            raw.send("GET " + path(session) + " HTTP/1.1", "Accept: text/event-stream", "Connection: close");
            await().until(() -> streams.size() == 1);
            await().until(() -> streams.size() == 0);

            assertThat(raw.allText()).doesNotContain("id: " + LONG_LOG + "\n");
        }
    }

    @Test
    void streamsNothingIntoAHead() throws Exception {
        var head = client.request(path(session()), "Accept", "text/event-stream")
                .method("HEAD", HttpRequest.BodyPublishers.noBody());

        assertThat(client.send(head).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1"})
    void refusesALastEventIdThatIsNone(String id) throws Exception {
        client.get(path(session()), "Accept", "text/event-stream", "Last-Event-ID", id)
                .isProblem(400, "invalid-request", 401);
    }

    @Test
    void refusesToReadBeyondTheLog() throws Exception {
        client.get(path(session()), "Accept", "text/event-stream", "Last-Event-ID", "2")
                .isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void knowsNoSessionThatIsNotThere() throws Exception {
        client.get(path("nowhere"), "Accept", "text/event-stream").isProblem(404, "no-such-session", 13900020);
    }
}
