package io.bundlebackup.session.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.TestClock;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredRepliesTests extends SessionTest {
    private static final StoredReply REPLY = new StoredReply(201, "/there", "{}");
    private static final IdempotencyKey KEY = new IdempotencyKey("alice", "POST", "/sessions", "k", "sha");

    private StoredReplies replies;

    @BeforeEach
    void start() {
        replies = service.store.replies;
        service.stopClock();
    }

    private void refuses(IdempotencyKey key, ProblemType type) {
        assertThatThrownBy(() -> replies.claim(key))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(type));
    }

    @Test
    void letsOneRequestThroughAtATime() {
        assertThat(replies.claim(KEY)).isEmpty();
        refuses(KEY, ProblemType.KEY_IN_FLIGHT);

        replies.release(KEY);

        assertThat(replies.claim(KEY)).isEmpty();
    }

    @Test
    void givesTheKeptAnswerEveryTime() {
        replies.keep(KEY, REPLY);

        assertThat(replies.claim(KEY)).contains(REPLY);
        assertThat(replies.claim(KEY)).contains(REPLY);
    }

    @Test
    void refusesAnotherBodyAndClaimsNothing() {
        replies.keep(KEY, REPLY);
        var other = new IdempotencyKey("alice", "POST", "/sessions", "k", "other");

        refuses(other, ProblemType.KEY_REUSED);
        refuses(other, ProblemType.KEY_REUSED);
    }

    @Test
    void tellsCallersMethodsAndPathsApart() {
        replies.keep(KEY, REPLY);

        assertThat(replies.claim(new IdempotencyKey("bob", "POST", "/sessions", "k", "sha")))
                .isEmpty();
        assertThat(replies.claim(new IdempotencyKey("alice", "POST", "/others", "k", "sha")))
                .isEmpty();
        assertThat(replies.claim(new IdempotencyKey("alice", "POST", "/sessions", "l", "sha")))
                .isEmpty();
    }

    @Test
    void keepsTheFirstAnswer() {
        replies.keep(KEY, REPLY);
        replies.keep(KEY, new StoredReply(200, null, "other"));

        assertThat(replies.claim(KEY)).contains(REPLY);
    }

    @Test
    void keepsAnAnswerWithItsTransition() {
        var id = service.sessions
                .create(
                        SessionFixture.ALICE,
                        new NewSession(SessionType.BACKUP, null, java.util.List.of(), null),
                        new KeepReply<>(KEY, session -> new StoredReply(201, "/" + session.id(), "{}")))
                .id();

        assertThat(replies.claim(KEY)).contains(new StoredReply(201, "/" + id, "{}"));
    }

    @Test
    void keepsNoAnswerOfATransitionThatFailed() {
        service.database.failNext(1);
        assertThatThrownBy(() -> service.sessions.create(
                        SessionFixture.ALICE,
                        new NewSession(SessionType.BACKUP, null, java.util.List.of(), null),
                        new KeepReply<>(KEY, session -> REPLY)))
                .isInstanceOf(ProblemException.class);

        assertThat(replies.claim(KEY)).isEmpty();
    }

    /** The request was carried out: a client that hears of a failure would send it again. */
    @Test
    void isNoFailureOfTheRequestIfItsAnswerCannotBeKept() {
        assertThat(replies.claim(KEY)).isEmpty();
        service.database.failNext(1);

        assertThatNoException().isThrownBy(() -> replies.keep(KEY, REPLY));

        replies.release(KEY);
        assertThat(replies.claim(KEY)).isEmpty();
    }

    @Test
    void forgetsWithTheHistory() {
        replies.keep(KEY, REPLY);
        service.store.history.forget(TestClock.START.plus(Duration.ofDays(29)));
        assertThat(replies.claim(KEY)).contains(REPLY);

        service.store.history.forget(TestClock.START.plus(Duration.ofDays(31)));

        assertThat(replies.claim(KEY)).isEmpty();
    }
}
