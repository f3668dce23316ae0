package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.FakeRuns;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.store.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The events of all sessions of a caller, in all three forms. */
class CallerEventsTests extends EventsFixture {
    private static final String PATH = EventApi.OF_ALL;

    @Autowired
    private Journal journal;

    @Autowired
    private SessionStore store;

    @Autowired
    private FakeRuns runs;

    /** The cursor that a client begins with. */
    private String cursor() throws Exception {
        return client.get("/api/v1/sessions").json().path("cursor").asString();
    }

    private static List<JsonNode> ofType(List<JsonNode> messages, String type) {
        return messages.stream()
                .filter(m -> m.path("type").asString().equals(type))
                .toList();
    }

    /** All messages after a cursor until there are none. */
    private List<JsonNode> pages(String cursor) throws Exception {
        await("everything that was written can be read")
                .until(() -> journal.feeds().shown() == store.callers.end().position());
        var messages = new ArrayList<JsonNode>();
        var next = cursor;
        while (true) {
            var page = client.get(PATH + "?limit=10&cursor=" + next);
            if (page.events().isEmpty()) {
                return messages;
            }
            messages.addAll(page.events());
            next = page.json().path("next").asString();
        }
    }

    @Test
    void givesTheSameEventsInAllThreeForms() throws Exception {
        var begin = cursor();
        var session = sessionWith(20);
        work.complete(session);
        awaitSeq(session, 24);

        var page = pages(begin).stream().filter(m -> m.has("seq")).toList();
        try (var socket = client.socket(PATH + "?cursor=" + begin);
                var sse = client.sse(PATH, "Last-Event-ID", begin)) {
            var frames = socket.events(24);
            assertDense(page, 1, 24);
            assertDense(frames, 1, 24);
            var sent = new ArrayList<JsonNode>();
            while (sent.size() < 24) {
                var message = Objects.requireNonNull(sse.next());
                assertThat(message.id()).isEqualTo(message.data().path("cursor").asString());
                assertThat(message.event())
                        .isEqualTo(message.data().path("type").asString());
                if (message.data().has("seq")) {
                    sent.add(message.data());
                }
            }
            assertDense(sent, 1, 24);
        }
    }

    @Test
    void describesEveryMessageInTheDocument() throws Exception {
        var document = new EventDocument();
        try (var socket = client.socket(PATH)) {
            document.acceptsOfAll(socket.frame("hello"));
            document.acceptsOfAll(socket.frame("heartbeat"));
        }
        var begin = cursor();
        var session = session();
        work.scanned(session, 10);
        work.announce(session, 2);
        work.complete(session);
        awaitSeq(session, 7);

        var messages = pages(begin);

        messages.forEach(document::acceptsOfAll);
        assertThat(messages.stream().map(m -> m.path("type").asString()))
                .contains("session", "bundle", "onBundleBegin", "onFileReady", "onBundleEnd");
    }

    @Test
    void sendsTheViewsThatGetAnswers() throws Exception {
        var begin = cursor();
        var session = sessionWith(3);

        var messages = pages(begin);

        var bundle = ofType(messages, "bundle").getLast();
        assertThat(bundle.path("bundleName").asString()).isEqualTo(BUNDLE);
        assertThat(bundle.path("data"))
                .isEqualTo(client.get("/api/v1/sessions/" + session + "/bundles/" + BUNDLE)
                        .json());
        var view = ofType(messages, "session").getLast();
        assertThat(view.path("sessionId").asString()).isEqualTo(session);
        assertThat(view.has("bundleName")).isFalse();
        assertThat(view.path("data").has("bundles")).isFalse();
        assertThat(view.path("data").path("lastSeq").asLong()).isEqualTo(3);
        assertThat(view.path("data").path("state").asString()).isEqualTo("running");
    }

    @Test
    void answersAtOnceWithACursorToBeginWith() throws Exception {
        session();

        var first = client.get(PATH);
        var begin = first.json().path("next").asString();
        var session = sessionWith(2);

        assertThat(first.events()).isEmpty();
        assertThat(ofType(pages(begin), "onBundleBegin").stream()
                        .map(m -> m.path("sessionId").asString()))
                .containsExactly(session);
    }

    @Test
    void showsTheListAndWhatFollowsWithoutAGap() throws Exception {
        session();
        var list = client.get("/api/v1/sessions?limit=1").json();
        var session = session();

        var messages = pages(list.path("cursor").asString());

        assertThat(messages.stream().map(m -> m.path("sessionId").asString())).contains(session);
    }

    @Test
    void saysHowManyEventsAreToCome() throws Exception {
        var begin = cursor();
        var session = session();
        work.scanned(session, 10);
        work.announce(session, 2);
        work.complete(session);
        awaitSeq(session, 7);

        try (var all = client.socket(PATH + "?cursor=" + begin);
                var some = client.socket(PATH + "?types=onFileReady&cursor=" + begin);
                var views = client.socket(PATH + "?types=bundle&cursor=" + begin);
                var now = client.socket(PATH)) {
            assertThat(all.frame().path("behind").asInt()).isEqualTo(7);
            assertThat(some.frame().path("behind").asInt()).isEqualTo(2);
            assertThat(views.frame().path("behind").asInt()).isZero();
            assertThat(now.frame().path("behind").asInt()).isZero();
        }
    }

    @Test
    void saysWhereItStandsInHelloAndHeartbeat() throws Exception {
        try (var socket = client.socket(PATH)) {
            var hello = socket.frame();
            var heartbeat = socket.frame("heartbeat");

            assertThat(hello.propertyNames()).containsExactlyInAnyOrder("type", "cursor", "behind", "serverTime");
            assertThat(heartbeat.propertyNames()).containsExactlyInAnyOrder("type", "cursor");
            assertThat(client.get(PATH + "?cursor=" + heartbeat.path("cursor").asString())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void showsNoOtherCallersSessions() throws Exception {
        try (var raw = client.raw()) {
            var begin = cursor();
            var theirs = sessions.create("bob", new NewSession(SessionType.BACKUP, null, List.of(), null), null)
                    .id();
            sessions.release("bob", theirs);
            var mine = emptySession();

            assertThat(pages(begin).stream().map(m -> m.path("sessionId").asString()))
                    .containsOnly(mine);
            raw.sendAs(EventsClient.ANOTHER_CALLERS, "GET " + PATH + "?cursor=" + begin + " HTTP/1.1");
            assertThat(raw.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void showsRunsInAllThreeFormsToThoseWhoMaySeeThem() throws Exception {
        var begin = cursor();
        runs.count(journal, "r");

        var page = pages(begin).getFirst();

        assertThat(page.path("runId").asString()).isEqualTo("r");
        try (var socket = client.socket(PATH + "?types=run&cursor=" + begin);
                var sse = client.sse(PATH + "?types=run", "Last-Event-ID", begin);
                var raw = client.raw()) {
            assertThat(socket.frame("run").path("data")).isEqualTo(page.path("data"));
            var message = Objects.requireNonNull(sse.next());
            assertThat(message.event()).isEqualTo("run");
            assertThat(message.data().path("data")).isEqualTo(page.path("data"));
            raw.sendAs(
                    EventsClient.ANOTHER_CALLERS,
                    "GET " + PATH + "?cursor=" + begin + " HTTP/1.1",
                    "Connection: close");
            assertThat(raw.allText()).startsWith("HTTP/1.1 200 ").contains("{\"events\":[],\"next\":");
        }
        try (var raw = client.raw()) {
            raw.sendAs(EventsClient.ANOTHER_CALLERS, "GET " + PATH + "?types=bundle,run HTTP/1.1");
            raw.answer().isProblem(403, "permission-denied", 201);
        }
    }

    @Test
    void refusesACursorThatHasExpired() throws Exception {
        client.get(PATH + "?cursor=abcdef-1-1").isProblem(410, "cursor-expired", 13900020);
        client.get(PATH + "?cursor=abcdef-1-1", "Accept", "text/event-stream")
                .isProblem(410, "cursor-expired", 13900020);
        try (var socket = client.socket(PATH + "?cursor=abcdef-1-1")) {
            assertThat(socket.closeCode()).isEqualTo(4010);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cursor=x", "cursor=", "cursor=1-2", "types=", "types=hello", "after=1", "limit=0", "wait=61"})
    void refusesAMalformedQuery(String query) throws Exception {
        client.get(PATH + "?" + query).isProblem(400, "invalid-request", 401);
        try (var raw = client.raw()) {
            if (!query.startsWith("limit") && !query.startsWith("wait")) {
                raw.handshake(PATH + "?" + query);
                raw.answer().isProblem(400, "invalid-request", 401);
            }
        }
    }

    @Test
    void countsAsAReader() throws Exception {
        var tickets = new ArrayList<StreamTicket>();
        try {
            while (tickets.size() < EventsApplication.MOST / 2) {
                tickets.add(streams.enter(OWNER));
            }
            client.get(PATH).isProblem(429, "too-many-requests", 13900011);
        } finally {
            tickets.forEach(StreamTicket::close);
        }
    }
}
