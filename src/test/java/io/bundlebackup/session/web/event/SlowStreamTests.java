package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowStreamTests extends EventsFixture {
    private static final int LONG_LOG = 1_000;

    /** Slowness is nothing but time: it has to pass. */
    static void readNothingFor(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    private String longSession() {
        var session = session();
        work.fail(session, LONG_LOG, "x".repeat(8_000));
        awaitSeq(session, LONG_LOG + 1);
        return session;
    }

    @Test
    void closesOnAReaderThatTookTooLongAndLosesNothing() throws Exception {
        var session = longSession();
        RawSocket.Heard heard;
        try (var raw = client.raw()) {
            raw.handshake(path(session));
            raw.head();
            readNothingFor(Duration.ofMillis(1_200));
            heard = raw.rest();
        }
        var last = heard.events().size();
        var rest = client.get(path(session) + "?limit=1000&after=" + last).events();

        assertThat(heard.closeCode()).isEqualTo(4008);
        assertDense(heard.events(), 1, last);
        assertThat(last).isBetween(1, LONG_LOG);
        assertDense(rest, last + 1, LONG_LOG + 1);
    }

    @Test
    void cutsAReaderThatReadsNothing() throws Exception {
        var session = longSession();
        try (var raw = client.raw()) {
            raw.handshake(path(session));
            raw.head();
            await().until(() -> streams.size() == 1);
            await().until(() -> streams.size() == 0);
            var heard = raw.rest();

            assertThat(heard.closeCode()).isZero();
            assertThat(heard.events()).hasSizeLessThan(LONG_LOG);
        }
    }

    @Test
    void letsNeitherTheSessionNorOtherReadersWaitForASlowOne() throws Exception {
        var session = session();
        try (var slow = client.raw();
                var quick = client.socket(path(session))) {
            slow.handshake(path(session));
            slow.head();
            work.fail(session, LONG_LOG, "x".repeat(8_000));

            assertDense(quick.events(LONG_LOG + 1), 1, LONG_LOG + 1);
        }
    }
}
