package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.web.event.EventDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for the sizes of bundles. */
class DataSizeControllerTests extends SessionApiTestBase {
    private static final String A_PRECISELY =
            "{\"isPreciseScan\":true,\"dataList\":[{\"bundleName\":\"a\",\"lastIncrementalTime\":0}]}";

    @BeforeEach
    void measure() {
        scan.has("a", 100, 30);
        scan.has("b", 200, 60);
    }

    @AfterEach
    void letGo() {
        scan.letGo("a");
    }

    private static String sizes(String session) {
        return session + "/data-size";
    }

    private void awaitEnd(String session) {
        await("alice", ApiClient.id(session), s -> s.sizes().remaining().isEmpty());
    }

    @Test
    void answersWithWhatIsReportedSoFarWhichIsNothing() {
        scan.hold("a");
        var session = alice.session();

        var begun = alice.post(sizes(session), A_PRECISELY).is(202).text();

        assertThat(begun).isEqualTo("{\"scaned\":[],\"scanning\":\"a\"}");
        assertThat(alice.get(sizes(session)).is(200).text()).isEqualTo(begun);
    }

    @Test
    void showsWhatWasReported() throws Exception {
        var session = alice.session();
        alice.post(
                        sizes(session),
                        "{\"isPreciseScan\":true,\"dataList\":[{\"bundleName\":\"b\",\"lastIncrementalTime\":7},"
                                + "{\"bundleName\":\"com.example.unknown:1\",\"lastIncrementalTime\":7},"
                                + "{\"bundleName\":\"forbidden\",\"lastIncrementalTime\":0},"
                                + "{\"bundleName\":\"a\",\"lastIncrementalTime\":0}]}")
                .is(202);
        awaitEnd(session);

        assertThat(alice.get(sizes(session)).is(200).text())
                .isEqualTo("{\"scaned\":["
                        + "{\"bundleName\":\"b\",\"name\":\"b\",\"dataSize\":200,\"incDataSize\":60},"
                        + "{\"bundleName\":\"com.example.unknown:1\",\"name\":\"com.example.unknown:1\","
                        + "\"dataSize\":-1,\"incDataSize\":-1},"
                        + "{\"bundleName\":\"forbidden\",\"name\":\"forbidden\",\"dataSize\":-1,\"incDataSize\":-1},"
                        + "{\"bundleName\":\"a\",\"name\":\"a\",\"dataSize\":100,\"incDataSize\":-1}],"
                        + "\"scanning\":\"\"}");
        var events =
                alice.get(session + "/events?types=onBackupSizeReport").json().path("events");
        assertThat(events.size()).isEqualTo(1);
        assertThat(events.path(0).path("data").toString())
                .isEqualTo(alice.get(sizes(session)).text());
        new EventDocument().accepts(events.path(0));
    }

    @Test
    void showsNothingWhereNobodyAsked() {
        assertThat(alice.get(sizes(alice.session())).is(200).text()).isEqualTo("{\"scaned\":[],\"scanning\":\"\"}");
    }

    @Test
    void canBeReadWhenTheSessionHasEnded() {
        var session = alice.session();
        alice.post(sizes(session), A_PRECISELY).is(202);
        awaitEnd(session);
        alice.delete(session).is(204);

        assertThat(alice.get(sizes(session)).is(200).json().path("scaned").size())
                .isEqualTo(1);
        alice.post(sizes(session), A_PRECISELY).isProblem(409, "session-ended", 13900001);
    }

    @Test
    void isRefusedWhileAnotherRuns() {
        scan.hold("a");
        var session = alice.session();
        alice.post(sizes(session), A_PRECISELY).is(202);

        alice.post(sizes(session), A_PRECISELY).isProblem(409, "scan-running", 13900001);
        alice.post(sizes(alice.session()), A_PRECISELY).is(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "forbidden"})
    void isRefusedAfterTheFirstAppend(String bundle) {
        var session = alice.session(bundle);

        alice.post(sizes(session), A_PRECISELY).isProblem(409, "already-appended", 13900001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dataList\":[]}|/isPreciseScan",
                "{\"isPreciseScan\":true}|/dataList",
                "{\"isPreciseScan\":\"yes\",\"dataList\":[]}|/isPreciseScan",
                "{\"isPreciseScan\":true,\"dataList\":{}}|/dataList",
                "{\"isPreciseScan\":true,\"dataList\":[null]}|/dataList/0",
                "{\"isPreciseScan\":true,\"dataList\":[{\"lastIncrementalTime\":0}]}|/dataList/0/bundleName",
                "{\"isPreciseScan\":true,\"dataList\":[{\"bundleName\":\"a\"}]}|/dataList/0/lastIncrementalTime",
                "{\"isPreciseScan\":true,\"dataList\":[{\"bundleName\":\"9\",\"lastIncrementalTime\":0}]}|/dataList/0/bundleName",
                "{\"isPreciseScan\":true,\"dataList\":[{\"bundleName\":\"a\",\"lastIncrementalTime\":-1}]}|/dataList/0/lastIncrementalTime",
                "{\"isPreciseScan\":true,\"dataList\":[],\"precise\":1}|/precise"
            })
    void refusesWhatIsMalformed(String body, String pointer) {
        alice.post(sizes(alice.session()), body).isInvalidAt(pointer);
    }

    @Test
    void refusesAnEmptyListANameTwiceAndTooManyNames() {
        var session = alice.session();
        var a = "{\"bundleName\":\"a\",\"lastIncrementalTime\":0}";
        var seven = new StringBuilder(a);
        for (int i = 0; i < 6; i++) {
            seven.append(",{\"bundleName\":\"x").append(i).append("\",\"lastIncrementalTime\":0}");
        }
        for (var list : new String[] {"", a + "," + a, seven.toString()}) {
            alice.post(sizes(session), "{\"isPreciseScan\":false,\"dataList\":[" + list + "]}")
                    .isProblem(400, "invalid-argument", 13900020);
        }
        assertThat(alice.get(session).json().path("lastSeq").asLong(-1)).isZero();
    }

    @Test
    void isTheCallersOwn() {
        var session = alice.session();

        bob.post(sizes(session), A_PRECISELY).isProblem(404, "no-such-session", 13900020);
        bob.get(sizes(session)).isProblem(404, "no-such-session", 13900020);
        alice.post("/api/v1/sessions/none/data-size", A_PRECISELY).isProblem(404, "no-such-session", 13900020);
        alice.delete(sizes(session)).isProblem(405, "method-not-allowed", 13900020);
    }

    @Test
    void isBegunOnceHoweverOftenItIsAsked() {
        var session = alice.session();
        var first = alice.postOnce(sizes(session), A_PRECISELY, "size-1").is(202);
        awaitEnd(session);

        var second = alice.postOnce(sizes(session), A_PRECISELY, "size-1").is(202);

        assertThat(second.header("Idempotency-Replayed")).contains("true");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(alice.get(session).json().path("lastSeq").asLong(-1)).isEqualTo(1);
        alice.postOnce(sizes(session), A_PRECISELY.replace("true", "false"), "size-1")
                .isProblem(422, "key-reused", 13900020);
    }
}
