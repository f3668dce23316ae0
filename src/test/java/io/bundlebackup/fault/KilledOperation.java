package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.EventGrammar;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one client does with one bundle in a session of its own, while the service is killed, and how the client goes on. Each POST has an
 * Idempotency-Key, so that the client repeats the request if the answer is lost.
 */
abstract class KilledOperation {
    final String name;

    /** The name of the bundle in the session. */
    final String bundle;

    private String key = "";
    private @Nullable BackupSession session;
    private List<String> heard = List.of();
    private boolean killed;

    KilledOperation(String name, String bundle) {
        this.name = name;
        this.bundle = bundle;
    }

    /** Prepares a round, before the time runs. */
    void prepare(Client client) throws IOException {
        key = UUID.randomUUID().toString();
        session = null;
        heard = List.of();
        killed = false;
    }

    /** Begins, or goes on. Returns when the client has nothing more to do; throws if the service is killed. */
    abstract void carryOn(Client client) throws IOException;

    /** Looks at what the killed service left, before the next start. */
    void afterKill(String what) throws IOException {}

    /** Checks the end of the bundle, after {@link #carryOn} has returned. */
    abstract void check(JsonNode end, String what) throws IOException;

    /** As {@link #carryOn}, until the service is killed. */
    final void carryOnUntilKilled(Client client) {
        try {
            carryOn(client);
        } catch (IOException | RuntimeException e) {
            assertThat(e.getCause()).as("%s: %s", name, e).isInstanceOf(IOException.class);
        }
    }

    /** What the client has heard of the session is all that it knows of the killed service. */
    final void disconnect() {
        if (session != null) {
            killed = true;
            session.disconnect();
            heard = session.recorder().frames();
        }
    }

    /** Goes on to the end of the bundle, releases the session, and checks the log. */
    final void finish(Client client, String what) throws IOException {
        session = null;
        carryOn(client);
        var end = session().recorder().await("onBundleEnd", bundle);
        session().release().is(204);
        assertThat(session().recorder().awaitClose()).isEqualTo(1000);
        var log = session().recorder().events();
        EventGrammar.check(session().view(), log);
        assertThat(log.stream().map(Object::toString).limit(heard.size()))
                .as("%s: what was heard before", what)
                .isEqualTo(heard.stream()
                        .map(frame -> Answer.parse(frame).toString())
                        .toList());
        if (killed) {
            assertThat(log.stream()
                            .filter(event -> event.path("type").asString("").equals("onBackupServiceDied")))
                    .as(what)
                    .hasSize(1);
        }
        check(end, what);
    }

    final BackupSession session() {
        return Objects.requireNonNull(session);
    }

    /** The session of this round: the same one, however often the request is sent. */
    final BackupSession create(Client client, String json) {
        if (session == null) {
            session = client.create(json, "Idempotency-Key", key);
        }
        return session;
    }

    /** A request that is carried out once, however often it is sent in a round. */
    final void post(Client client, String url, String json) {
        client.post(url, json, "Idempotency-Key", key).is(202);
    }

    static String outcome(JsonNode end) {
        return end.path("data").path("outcome").asString("");
    }

    static void assertCompleted(JsonNode end, String what) {
        assertThat(outcome(end)).as("%s: %s", what, end).isEqualTo("completed");
    }
}
