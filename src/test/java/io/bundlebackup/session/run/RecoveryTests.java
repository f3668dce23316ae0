package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.Controls;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.reply.StoredReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.Step;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a kill of the process leaves, and what the next start makes of it. */
class RecoveryTests extends SessionTest {
    private void killAndStart() {
        service = service.killAndStart();
    }

    @Test
    void keepsAnOpenSession() {
        var id = service.session();

        killAndStart();

        assertThat(service.sessions.get(ALICE, id).state()).isEqualTo(SessionState.OPEN);
        assertThat(service.told(id)).containsExactly("onBackupServiceDied");
        service.sessions.append(ALICE, id, SessionFixture.bundlesNamed("a"), null, null);
        service.work.awaitBegin(id, "a");
    }

    @Test
    void goesOnWithWhatWasRunningAndQueuesWhatWasQueued() {
        var id = service.session("a", "b", "c");
        service.work.awaitBegin(id, "a");
        service.work.awaitBegin(id, "b");
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        var before = service.log(id).size();

        killAndStart();
        service.work.awaitBegin(id, "a");
        service.work.step(id, "a", task -> task.enter(Phase.PACKING));
        service.work.awaitBegin(id, "c");

        assertThat(service.see(id, "a").counts().open()).isEqualTo(1);
        assertThat(service.see(id, "a").standing().phase()).isEqualTo(Phase.PACKING);
        assertThat(service.see(id, "b").standing().phase()).isEqualTo(Phase.WAITING_FOR_CLIENT);
        assertThat(service.told(id).subList(before, service.told(id).size()))
                .containsExactly("onBackupServiceDied", "onBundleBegin c");
        assertThat(service.log(id).getLast().path("seq").asInt())
                .isEqualTo(service.log(id).size());
    }

    @Test
    void queuesTheBundlesOfAllSessionsInTheirOrder() {
        var busy = service.session("a", "b");
        service.work.awaitBegin(busy, "a");
        service.work.awaitBegin(busy, "b");
        var first = service.session("c");
        var second = service.session("d");
        new Controls(service.sessions, service.parts.live, service.parts.slots)
                .setPriority(ALICE, new BundleId(second, "d"), 9);

        killAndStart();
        service.work.awaitBegin(second, "d");
        service.work.awaitBegin(first, "c");

        assertThat(service.see(second, "d").standing().beganAt())
                .isBeforeOrEqualTo(service.see(first, "c").standing().beganAt());
    }

    @Test
    void doesNotCountAgainWhatFailedInTheRunBefore() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.work.step(id, "a", task -> task.fileFailed("x", ErrorCode.IO_ERROR, "unreadable"));

        killAndStart();
        service.work.awaitBegin(id, "a");
        service.work.step(id, "a", task -> {
            task.forgetFailures();
            task.fileFailed("x", ErrorCode.IO_ERROR, "unreadable");
        });

        assertThat(service.see(id, "a").counts().failed()).isEqualTo(1);
    }

    @Test
    void endsAsItWasDecidedBeforeTheKill() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        // Work that does not hear that it is to end, until after the kill.
        var deaf = new CompletableFuture<Void>();
        service.work.post(id, "a", task -> deaf.join());
        Objects.requireNonNull(service.parts.live.find(id)).apply(new Step.Stop("a", Ending.TIMEOUT));

        killAndStart();
        deaf.complete(null);
        service.awaitState(id, SessionState.COMPLETED);

        assertThat(service.told(id))
                .containsExactly(
                        "onBundleBegin a",
                        "onBackupServiceDied",
                        "onResultReport a",
                        "onBundleEnd a 13500003",
                        "onAllBundlesEnd");
    }

    @Test
    void finishesARelease() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var deaf = new CompletableFuture<Void>();
        service.work.post(id, "a", task -> deaf.join());
        service.sessions.release(ALICE, id);
        assertThat(service.see(id).state()).isEqualTo(SessionState.RELEASING);

        killAndStart();
        deaf.complete(null);

        service.awaitState(id, SessionState.RELEASED);
        assertThat(service.see(id, "a").standing().outcome()).isEqualTo(Outcome.CANCELLED);
        Awaitility.await().until(() -> service.parts.live.find(id) == null);
    }

    @Test
    void leavesWhatHadEndedAlone() {
        var id = service.session("nobody");
        service.sessions.release(ALICE, id);

        killAndStart();

        assertThat(service.parts.live.find(id)).isNull();
        assertThat(service.counts(id)).doesNotContainKey("onBackupServiceDied");
    }

    @Test
    void showsTheSameAfterARestart() {
        service.sessions.create(
                ALICE,
                new NewSession(
                        SessionType.BACKUP,
                        null,
                        List.of(new BundleRequest(
                                "nobody", -3, java.time.Duration.ofSeconds(30), 7, "p", "{\"x\":1}", null, null, null)),
                        null),
                null);
        var before = service.store
                .rows
                .page(ALICE, null, null, null, Long.MAX_VALUE, 1)
                .getFirst();

        killAndStart();

        var after = service.sessions.get(ALICE, before.id());
        assertThat(after.all()).isEqualTo(before.all());
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.idleTimeout()).isEqualTo(before.idleTimeout());
        assertThat(after.owner()).isEqualTo(ALICE);
    }

    @Test
    void numbersNewSessionsAndAppendsOn() {
        var first = service.see(service.session("nobody"));

        killAndStart();

        var second = service.see(service.session("nobody"));
        assertThat(second.key()).isGreaterThan(first.key());
        assertThat(second.all().getFirst().appended().ticket())
                .isGreaterThan(first.all().getFirst().appended().ticket());
    }

    @Test
    void survivesTwoKillsInARow() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");

        killAndStart();
        killAndStart();
        service.work.finish(id, "a", null);
        service.awaitState(id, SessionState.COMPLETED);

        assertThat(service.counts(id))
                .containsEntry("onBundleBegin", 1)
                .containsEntry("onBundleEnd", 1)
                .containsEntry("onAllBundlesEnd", 1)
                .containsEntry("onBackupServiceDied", 2);
    }

    @Test
    void stillKnowsKeptAnswers() {
        var key = new IdempotencyKey(ALICE, "POST", "/api/v1/sessions", "k", "sha");
        service.sessions.create(
                ALICE,
                new NewSession(SessionType.BACKUP, null, List.of(), null),
                new KeepReply<>(key, session -> new StoredReply(201, "/there", "{}")));

        killAndStart();

        assertThat(service.store.replies.claim(key)).contains(new StoredReply(201, "/there", "{}"));
    }
}
