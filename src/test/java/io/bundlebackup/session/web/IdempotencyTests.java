package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.StoredReplies;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class IdempotencyTests extends SessionApiTestBase {
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String BACKUP = "{\"type\":\"backup\"}";

    @Autowired
    private StoredReplies replies;

    private final String key = UUID.randomUUID().toString();

    @Test
    void createsOneSessionHoweverOftenItIsAsked() {
        var body = "{\"type\":\"backup\",\"bundles\":" + ApiClient.list("b", "nobody") + "}";
        var first = alice.postOnce(SESSIONS, body, key).is(201);
        var id = first.json().path("sessionId").asString();
        awaitRunning(SESSIONS + "/" + id, "b");

        var second = alice.postOnce(SESSIONS, body, key).is(201);

        assertIsReplay(second, first);
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .isPresent();
        assertThat(alice.get(SESSIONS + "?state=running")
                        .json()
                        .path("sessions")
                        .size())
                .isEqualTo(1);
    }

    private static void assertIsReplay(Answer second, Answer first) {
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).contains("true");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(second.header("Cache-Control")).contains("no-store");
    }

    @Test
    void appendsOnceHoweverOftenItIsAsked() {
        var path = alice.session();
        var first = alice.postOnce(path + "/bundles", ApiClient.append("b", "nobody"), key)
                .is(202);
        awaitRunning(path, "b");

        var second = alice.postOnce(path + "/bundles", ApiClient.append("b", "nobody"), key)
                .is(202);

        assertIsReplay(second, first);
    }

    @Test
    void cancelsOnceHoweverOftenItIsAsked() {
        var path = running();
        var first = alice.postOnce(path + "/bundles/a/cancel", "", key).is(200);
        awaitEnded(path, "a");

        assertIsReplay(alice.postOnce(path + "/bundles/a/cancel", "", key).is(200), first);
    }

    @Test
    void keepsAnswersThatNoTransitionKeeps() {
        var body = "{\"dataList\":[{\"bundleName\":\"a\",\"lastIncrementalTime\":0}]}";

        var first = alice.postOnce("/api/v1/capabilities", body, key).is(200);

        assertIsReplay(alice.postOnce("/api/v1/capabilities", body, key).is(200), first);
    }

    @Test
    void keepsTheAnswerOfACancellationThatHadNothingToDo() {
        var path = running();
        alice.post(path + "/bundles/a/cancel", "").is(200);
        awaitEnded(path, "a");
        alice.delete(path).is(204);
        var first = alice.postOnce(path + "/bundles/a/cancel", "", key).is(200);

        assertIsReplay(alice.postOnce(path + "/bundles/a/cancel", "", key).is(200), first);
    }

    @Test
    void refusesAnotherBodyUnderTheSameKey() {
        alice.postOnce(SESSIONS, BACKUP, key).is(201);

        alice.postOnce(SESSIONS, BACKUP + " ", key).isProblem(422, "key-reused", 13900020);
    }

    @Test
    void refusesARepetitionWhileTheFirstIsUnderWay() {
        var claimed = new IdempotencyKey("alice", "POST", SESSIONS, key, "0");
        replies.claim(claimed);
        try {
            alice.postOnce(SESSIONS, BACKUP, key).isProblem(409, "key-in-flight", 13900001);
            bob.postOnce(SESSIONS, BACKUP, key).is(201);
        } finally {
            replies.release(claimed);
        }

        alice.postOnce(SESSIONS, BACKUP, key).is(201);
    }

    @Test
    void tellsCallersAndPathsApart() {
        var first = alice.postOnce(SESSIONS, BACKUP, key).is(201).json();
        var bobs = bob.postOnce(SESSIONS, BACKUP, key).is(201);
        var path = SESSIONS + "/" + first.path("sessionId").asString();

        assertThat(bobs.header("Idempotency-Replayed")).isEmpty();
        assertThat(bobs.json().path("sessionId")).isNotEqualTo(first.path("sessionId"));
        alice.postOnce(path + "/bundles", ApiClient.append("b"), key).is(202);
    }

    @Test
    void keepsNoRefusal() {
        var path = alice.session();
        alice.postOnce(path + "/bundles", "{\"bundles\":[]}", key).isProblem(400, "invalid-argument", 13900020);

        var answer =
                alice.postOnce(path + "/bundles", ApiClient.append("b"), key).is(202);

        assertThat(answer.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void refusesWhatIsNoKey() {
        for (var wrong : new String[] {"", "a b", "x".repeat(256), "tab\tinside"}) {
            alice.postOnce(SESSIONS, BACKUP, wrong).isInvalidParameter("Idempotency-Key");
        }
        alice.send(alice.request(SESSIONS)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "one")
                        .header("Idempotency-Key", "two")
                        .POST(BodyPublishers.ofString(BACKUP)))
                .isInvalidParameter("Idempotency-Key");
        alice.postOnce(SESSIONS, BACKUP, "!" + "~".repeat(254)).is(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void ignoresKeysOfOtherMethods(String method) {
        alice.send(alice.request(SESSIONS)
                        .header("Idempotency-Key", "not a key")
                        .method(method, BodyPublishers.noBody()))
                .is(method.equals("GET") ? 200 : 405);
    }
}
