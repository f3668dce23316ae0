package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Slots, the queue, and what steers a bundle. */
class SchedulingTests extends SessionTest {
    @Test
    void worksOnAsManyBundlesAsThereAreSlots() {
        var id = service.session("a", "b", "c");
        service.work.awaitBegin(id, "a");
        service.work.awaitBegin(id, "b");
        assertThat(service.see(id, "c").state()).isEqualTo(BundleState.QUEUED);

        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));

        service.work.awaitBegin(id, "c");
        assertThat(service.parts.slots.busy()).isEqualTo(2);
    }

    @Test
    void waitsForASlotToWorkAgain() {
        var id = service.session("a", "b", "c");
        service.work.step(id, "a", task -> task.enter(Phase.WAITING_FOR_CLIENT));
        service.work.awaitBegin(id, "c");
        var again = service.work.post(id, "a", task -> task.enter(Phase.PACKING));
        service.await(id, s -> Objects.requireNonNull(s.bundle("a")).standing().phase() == Phase.WAITING_FOR_SLOT);

        service.work.finish(id, "b", null);

        ScriptedWork.get(again);
        assertThat(service.see(id, "a").standing().phase()).isEqualTo(Phase.PACKING);
    }

    @Test
    void holdsAnnouncementsAtRateZeroUntilItIsRaised() {
        var id = service.sessions
                .create(
                        ALICE,
                        new NewSession(
                                SessionType.BACKUP,
                                null,
                                List.of(new BundleRequest("a", 0, null, 0, null, null, null, null, null)),
                                null),
                        null)
                .id();
        service.work.awaitBegin(id, "a");
        var announced = service.work.post(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.await(id, s -> Objects.requireNonNull(s.bundle("a")).standing().phase() == Phase.WAITING_FOR_CLIENT);
        var others = service.sessionOf(SessionFixture.BOB, "b", "c");
        service.work.awaitBegin(others, "b");
        service.work.awaitBegin(others, "c");
        service.work.finish(others, "b", null);

        assertThat(service.controls.setSendRate(ALICE, new BundleId(id, "a"), 900))
                .isPresent();

        ScriptedWork.get(announced);
        assertThat(service.see(id, "a").steering().sendRate()).isEqualTo(800);
        assertThat(service.told(id)).containsExactly("onBundleBegin a", "onFileReady a");
    }

    @Test
    void announcesNothingOnceItWasAnsweredThatItHolds() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.work.post(id, "a", task -> {
            for (int i = 0; i < 100_000; i++) {
                task.announce(SessionFixture.part(i));
            }
        });

        for (int i = 0; i < 40; i++) {
            service.controls.setSendRate(ALICE, new BundleId(id, "a"), 800);
            long before = service.see(id).lastSeq();
            service.await(id, s -> s.lastSeq() > before + 3);

            service.controls.setSendRate(ALICE, new BundleId(id, "a"), 0);

            long last = service.see(id).lastSeq();
            service.await(
                    id, s -> Objects.requireNonNull(s.bundle("a")).standing().phase() == Phase.WAITING_FOR_CLIENT);
            assertThat(service.see(id).lastSeq()).isEqualTo(last);
        }
    }

    @Test
    void steersOnlyWhatCanBeSteered() {
        fillSlots();
        var queued = service.session("a");

        assertThat(service.controls.setTimer(ALICE, new BundleId(queued, "a"), Duration.ofSeconds(1)))
                .isEmpty();
        assertThat(service.controls.setSendRate(ALICE, new BundleId(queued, "a"), 1))
                .isEmpty();
        assertThat(service.controls.setPriority(ALICE, new BundleId(queued, "a"), 9))
                .isPresent();
        service.controls.withdraw(ALICE, new BundleId(queued, "a"));
        assertThat(service.controls.setPriority(ALICE, new BundleId(queued, "a"), 8))
                .isEmpty();
        service.sessions.release(ALICE, queued);
        assertThat(service.controls.setPriority(ALICE, new BundleId(queued, "a"), 8))
                .isEmpty();
    }

    @Test
    void queuesByPriorityAcrossCallers() {
        fillSlots();
        var alices = service.session("a", "b");
        var bobs = service.sessionOf(SessionFixture.BOB, "c");
        service.controls.setPriority(SessionFixture.BOB, new BundleId(bobs, "c"), 1);

        assertThat(service.controls.queue(ALICE).stream()
                        .map(place -> place.position() + " " + place.bundle().name()))
                .containsExactly("2 a", "3 b");
        assertThat(service.controls.queue(SessionFixture.BOB).getFirst().position())
                .isEqualTo(1);
        assertThat(service.see(alices, "b").state()).isEqualTo(BundleState.QUEUED);
    }

    /** An {@link Error} where nobody expects one: the bundle begins all the same, and ends, and its slot is free for others. */
    @Test
    void beginsAndEndsABundleThoughAnErrorIsThrownMeanwhile() {
        service.clock.breakFor("bundle-a", 1);
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        service.clock.breakFor("bundle-a", 1);

        service.work.finish(id, "a", null);

        assertThat(service.awaitEnd(id, "a").standing().outcome()).isEqualTo(Outcome.COMPLETED);
        await().until(() -> service.parts.slots.busy() == 0);
    }

    /** Two reasons to end at one moment: the second must not disturb the end that the first has brought about. */
    @Test
    void nothingInterruptsABundleThatIsOver() {
        var interrupted = new CompletableFuture<Boolean>();
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var run = Objects.requireNonNull(service.parts.dispatcher.run(new BundleId(id, "a")));
        service.work.whenOver(() -> {
            run.stop();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });

        service.work.finish(id, "a", null);

        assertThat(ScriptedWork.get(interrupted)).isFalse();
    }
}
