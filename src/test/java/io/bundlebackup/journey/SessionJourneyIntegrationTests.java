package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long sessions live, who sees them, and what may be repeated. */
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

    private void awaitExpiry(BackupSession session) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isListed(session, "expired"));
        service.awaitNothingStaged(session.id());
        session.reconnect();
        assertThat(session.recorder().awaitClose()).isEqualTo(1000);
    }

    private void staysFor(BackupSession session, Duration time) {
        await().during(time)
                .atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isListed(session, "running"));
    }

    @Test
    void anIdleSessionExpiresAndItsBundleIsCancelled() {
        var session = impatient(800);
        session.awaitBundle(bundle, "phase", "waitingForClient");

        session.disconnect();
        awaitExpiry(session);

        var end = session.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("cancelled");
        session.recorder().await("onAllBundlesEnd");
        session.append(Client.appended(1, bundle)).isProblem(409, "session-ended", 13900001);
        assertThat(session.state()).isEqualTo("expired");
    }

    @Test
    void aBundleThatItsClientHoldsByItsRateKeepsNoSessionAlive() {
        var session = impatient(0);

        session.disconnect();

        awaitExpiry(session);
    }

    @Test
    void anOpenStreamKeepsTheSession() {
        var session = impatient(800);
        session.awaitBundle(bundle, "phase", "waitingForClient");

        staysFor(session, Duration.ofSeconds(2));
    }

    @Test
    void workKeepsTheSession() {
        var session = impatient(2);

        session.disconnect();

        // Five parts at two a second: as long as they are announced there is work to do.
        staysFor(session, Duration.ofMillis(1_800));
        awaitExpiry(session);
        assertThat(session.recorder().events().stream()
                        .filter(event -> event.path("type").asString("").equals("onFileReady")))
                .hasSize(5);
    }

    @Test
    void aRequestUnderWayKeepsTheSession() {
        var session = impatient(0);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        session.disconnect();

        alice.get(session.url("/files?wait=2")).is(200);

        assertThat(isListed(session, "running")).isTrue();
        session.reconnect();
    }

    @Test
    void aSecondAppendIsRefusedAndChangesNothing() {
        var session = alice.open();
        assertThat(session.state()).isEqualTo("open");
        session.append(Client.appended(800, bundle)).is(202);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        var before = session.view();

        session.append(Client.appended(800, service.bundle())).isProblem(409, "already-appended", 13900001);
        session.append(Client.appended(800, bundle)).isProblem(409, "already-appended", 13900001);

        assertThat(session.view().path("bundles")).isEqualTo(before.path("bundles"));
        assertThat(session.log(100)).hasSize(before.path("lastSeq").asInt(-1));
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        session.append(Client.appended(800, service.bundle())).isProblem(409, "already-appended", 13900001);
    }

    @Test
    void aCreationThatIsRepeatedWithItsKeyGivesTheSameSession() {
        var key = UUID.randomUUID().toString();
        var json = "{\"type\":\"backup\",\"bundles\":" + Client.appended(800, bundle) + "}";
        var first = alice.post("/api/v1/sessions", json, "Idempotency-Key", key).is(201);
        alice.adopt(first);
        var second =
                alice.post("/api/v1/sessions", json, "Idempotency-Key", key).is(201);

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .isPresent();
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).contains("true");
        alice.post("/api/v1/sessions", json.replace("800", "700"), "Idempotency-Key", key)
                .isProblem(422, "key-reused", 13900020);
        try (var bob = service.client(RunningService.BOB)) {
            var his = bob.create("{\"type\":\"backup\"}", "Idempotency-Key", key);
            assertThat(first.text()).doesNotContain(his.id());
            his.release().is(204);
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
    void theFirstFrameOfASocketTellsWhereTheLogStands() {
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
