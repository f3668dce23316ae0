package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps an idle session alive, and who sees it. */
class SessionJourneyIntegrationTests extends JourneyTest {
    private String bundle = "";

    @BeforeEach
    void make() {
        bundle = service.bundle(files(20));
    }

    private BackupSession impatient(int rate) {
        var session = alice.create(
                "{\"type\":\"backup\",\"idleTimeout\":1,\"bundles\":" + Client.appended(rate, bundle) + "}");
        session.recorder().await("onBundleBegin", bundle);
        return session;
    }

    /** Whether a session is in a state, without using it. */
    private boolean isListed(BackupSession session, String state) {
        return alice.get("/api/v1/sessions?state=" + state).is(200).text().contains(session.id());
    }

    @Test
    void anOpenStreamKeepsTheSession() {
        var session = impatient(800);
        session.awaitBundle(bundle, "phase", "waitingForClient");

        await().during(Duration.ofMillis(1_500))
                .atMost(Duration.ofSeconds(6))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isListed(session, "running"));
    }

    @Test
    void aRequestInProgressKeepsTheSession() {
        var session = impatient(0);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        session.disconnect();

        alice.get(session.url("/files?wait=2")).is(200);

        assertThat(isListed(session, "running")).isTrue();
        session.reconnect();
    }

    /** As a page in a browser does, whose WebSocket can send no header. */
    @Test
    void aTicketOpensAWebSocketOfItsCallerOnce() {
        var session = alice.backUp(bundle);
        var ticket =
                alice.post("/api/v1/tickets", "").is(201).json().path("ticket").asString();
        var address = session.url("/events?after=0&ticket=" + ticket);
        try (var page = service.client("")) {
            var recorder = page.record(address);
            try {
                recorder.await("onBundleBegin", bundle);
                assertThatThrownBy(() -> page.record(address)).hasCauseInstanceOf(WebSocketHandshakeException.class);
            } finally {
                recorder.disconnect();
            }
        }
    }

    @Test
    void callersDoNotSeeEachOthersSessions() {
        var session = alice.backUp(bundle);
        var part = session.awaitFile(bundle, "part");
        try (var bob = service.client(RunningService.BOB)) {
            for (var path : List.of(
                    session.url(""),
                    session.url("/bundles"),
                    session.bundleUrl(bundle, ""),
                    session.url("/files"),
                    session.bundleUrl(bundle, "/files"),
                    session.url("/events"),
                    session.url("/capabilities"),
                    part.contentUrl(),
                    part.manifestUrl())) {
                bob.get(path).isProblem(404, "no-such-session", 13900020);
            }
            for (var path : List.of(session.url(""), session.bundleUrl(bundle, ""), part.contentUrl())) {
                bob.delete(path).isProblem(404, "no-such-session", 13900020);
            }
            bob.post(session.url("/bundles"), "{\"bundles\":" + Client.appended(1, bundle) + "}")
                    .isProblem(404, "no-such-session", 13900020);
            bob.post(session.bundleUrl(bundle, "/cancel"), "{}").isProblem(404, "no-such-session", 13900020);
            bob.put(session.bundleUrl(bundle, "/timer"), "{\"timeout\":0}").isProblem(404, "no-such-session", 13900020);
            assertThat(bob.get("/api/v1/sessions").is(200).text()).doesNotContain(session.id());
            assertThat(bob.record(session.url("/events")).awaitClose()).isEqualTo(4004);
        }
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.bundle(bundle).path("outcome").asString("")).isEqualTo("completed");
    }

    @Test
    void theFirstFrameOfASocketHasTheLastSeq() {
        var session = alice.backUp(service.bundle(file("a", "hi")));
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        var late = alice.record(session.url("/events?after=now"));
        await().until(() -> late.hello() != null);

        assertThat(String.valueOf(late.hello()))
                .contains("\"lastSeq\":" + session.log(100).size());
        session.release().is(204);
        assertThat(late.awaitClose()).isEqualTo(1000);
        assertThat(late.frames()).isEmpty();
    }
}
