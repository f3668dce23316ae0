package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPagesTests extends EventsFixture {
    @Test
    void givesTheWholeLogInPagesWithoutAGap() throws Exception {
        var path = path(sessionWith(25));
        var seen = new ArrayList<Long>();
        long next = 0;
        while (seen.size() < 25) {
            var page = client.get(path + "?limit=10&after=" + next);
            page.events().forEach(event -> seen.add(event.path("seq").asLong()));
            next = page.json().path("next").asLong();
            assertThat(page.json().path("lastSeq").asLong()).isEqualTo(25);
        }

        assertThat(seen.stream().mapToLong(Long::longValue).toArray()).containsExactly(range(1, 25));
        assertThat(next).isEqualTo(25);
    }

    @Test
    void givesAnEmptyPageAtOnceWhenThereIsNothingNew() throws Exception {
        var answer = client.get(path(sessionWith(3)) + "?after=3");

        assertThat(answer.text()).isEqualTo("{\"events\":[],\"next\":3,\"lastSeq\":3,\"ended\":false}");
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    @Test
    void givesOnlyTheTypesAskedForAndPassesOverTheOthers() throws Exception {
        var session = sessionWith(3);
        work.announce(session, 2);
        work.fail(session, 1, "unreadable");
        awaitSeq(session, 6);

        var some = client.get(path(session) + "?types=onBundleBegin,onFileReady");
        var none = client.get(path(session) + "?types=onAllBundlesEnd");

        assertThat(seqs(some.events())).containsExactly(1, 4, 5);
        assertThat(none.events()).isEmpty();
        assertThat(none.json().path("next").asLong()).isEqualTo(6);
    }

    @Test
    void answersNowWithNothingUntilSomethingComes() throws Exception {
        var answer = client.get(path(sessionWith(3)) + "?after=now");

        assertThat(answer.events()).isEmpty();
        assertThat(answer.json().path("next").asLong()).isEqualTo(3);
    }

    @Test
    void waitsForTheFirstEventAndNoLonger() throws Exception {
        var session = session();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var begun = Instant.now();
            var answer = threads.submit(() -> client.get(path(session) + "?after=1&wait=40"));
            await().until(() -> streams.size() == 1);
            work.fail(session, 1, "unreadable");

            assertDense(answer.get().events(), 2, 2);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void waitsAsLongAsItWasAskedToAndNoLonger() throws Exception {
        var begun = Instant.now();
        var answer = client.get(path(session()) + "?after=1&wait=1");

        assertThat(answer.events()).isEmpty();
        assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
    }

    @Test
    void answersAWaitingClientWhenTheSessionEnds() throws Exception {
        var session = emptySession();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> client.get(path(session) + "?wait=40"));
            await().until(() -> streams.size() == 1);
            sessions.release(OWNER, session);

            assertThat(answer.get().events()).isEmpty();
            assertThat(answer.get().json().path("ended").asBoolean()).isTrue();
        }
    }

    @Test
    void keepsTheLogOfAReleasedSession() throws Exception {
        var session = sessionWith(3);
        sessions.release(OWNER, session);
        awaitEnded(session);

        var events = client.get(path(session) + "?wait=60").events();

        assertDense(events, 1, 6);
        assertThat(events.getLast().path("type").asString()).isEqualTo("onAllBundlesEnd");
    }

    /** Otherwise a client that reads in a loop would never stop. */
    @Test
    void saysWhenTheLogHasEndedAndIsReadToItsEnd() throws Exception {
        var session = sessionWith(3);
        var live = client.get(path(session));
        sessions.release(OWNER, session);
        awaitEnded(session);
        var page = client.get(path(session) + "?limit=5");
        var last = client.get(path(session) + "?limit=5&after=5");
        var passedOver = client.get(path(session) + "?types=onBackupSizeReport");

        assertThat(ended(live, page, last, passedOver)).containsExactly(false, false, true, true);
    }

    private static List<Boolean> ended(Answer... pages) {
        return Arrays.stream(pages)
                .map(page -> page.json().path("ended").booleanValue())
                .toList();
    }

    @Test
    void sendsTheEventAsItIsStored() throws Exception {
        var session = session();
        work.announce(session, 1);
        awaitSeq(session, 2);

        var event = client.get(path(session) + "?after=1").events().getFirst();

        assertThat(event.path("sessionId").asString()).isEqualTo(session);
        assertThat(event.path("bundleName").asString()).isEqualTo(BUNDLE);
        assertThat(event.path("data").path("uri").asString()).isEqualTo("part.0.tar");
        assertThat(event.has("err")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "*/*", "application/json", "text/html, */*;q=0.8"})
    void isTheFormForAllWhoAskForNoneOfTheOthers(String accept) throws Exception {
        var answer = client.get(path(session()), "Accept", accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=-1", "after=1.5", "after=x", "after=", "after=NOW", "types=", "types=onFileReady,",
                        "types=onfileready",
                "types=hello", "limit=0", "limit=1001", "limit=x", "wait=-1", "wait=61", "wait=x", "after=%zz"
            })
    void refusesAMalformedQuery(String query) throws Exception {
        try (var raw = client.raw()) {
            raw.send("GET " + path(session()) + "?" + query + " HTTP/1.1");
            raw.answer().isProblem(400, "invalid-request", 401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "9223372036854775807", "99999999999999999999999999"})
    void refusesToReadBeyondTheLog(String after) throws Exception {
        client.get(path(session()) + "?after=" + after).isProblem(400, "invalid-argument", 13900020);
    }

    @Test
    void namesTheParameterThatIsWrong() throws Exception {
        var errors = client.get(path(session()) + "?types=never").json().path("errors");

        assertThat(errors.path(0).path("parameter").asString()).isEqualTo("types");
    }

    @Test
    void knowsNoSessionThatIsNotThere() throws Exception {
        client.get(path("nowhere")).isProblem(404, "no-such-session", 13900020);
    }

    @Test
    void showsNoSessionToAnotherCaller() throws Exception {
        try (var raw = client.raw()) {
            raw.sendAs(EventsClient.ANOTHER_CALLERS, "GET " + path(session()) + " HTTP/1.1");
            raw.answer().isProblem(404, "no-such-session", 13900020);
        }
    }

    @Test
    void refusesOneReaderTooMany() throws Exception {
        var session = session();
        var tickets = new ArrayList<StreamTicket>();
        try {
            while (tickets.size() < EventsApplication.MOST / 2) {
                tickets.add(streams.enter(OWNER));
            }
            client.get(path(session)).isProblem(429, "too-many-requests", 13900011);
            client.get(path(session), "Accept", "text/event-stream").isProblem(429, "too-many-requests", 13900011);
            try (var raw = client.raw()) {
                raw.handshake(path(session));
                raw.answer().isProblem(429, "too-many-requests", 13900011);
            }
        } finally {
            tickets.forEach(StreamTicket::close);
        }
        assertThat(client.get(path(session)).status()).isEqualTo(200);
    }

    @Test
    void leavesRoomForAnotherCallersReaders() throws Exception {
        var tickets = new ArrayList<StreamTicket>();
        try (var raw = client.raw()) {
            assertThatThrownBy(() -> {
                        while (tickets.size() <= EventsApplication.MOST) {
                            tickets.add(streams.enter(OWNER));
                        }
                    })
                    .isInstanceOf(ProblemException.class);
            var others = sessions.create("bob", new NewSession(SessionType.BACKUP, null, List.of(), null), null)
                    .id();
            raw.sendAs(EventsClient.ANOTHER_CALLERS, "GET " + path(others) + " HTTP/1.1");

            assertThat(raw.head()).startsWith("HTTP/1.1 200 ");
            sessions.release("bob", others);
        } finally {
            tickets.forEach(StreamTicket::close);
        }
    }

    @Test
    void isDescribedOnceWithPagesAsAnswers() throws Exception {
        var operation = client.get("/v3/api-docs")
                .json()
                .path("paths")
                .path(EventApi.OF_SESSION)
                .path("get");

        assertThat(operation.path("operationId").asString()).isEqualTo("listEvents");
        assertThat(operation.path("parameters").values().stream()
                        .map(parameter -> parameter.path("name").asString()))
                .containsExactlyInAnyOrder("sessionId", "after", "types", "limit", "wait");
        assertThat(operation.path("responses").propertyNames()).contains("200", "400", "404", "429", "503");
        assertThat(operation.path("responses").path("200").path("content").propertyNames())
                .containsExactly("application/json");
    }
}
