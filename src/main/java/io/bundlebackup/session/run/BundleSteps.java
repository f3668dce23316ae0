package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.Step;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Takes the steps of one running bundle in its session, and holds the bundle's slot. Used by the bundle's thread. */
final class BundleSteps {
    private static final int MOST_UNCOMMITTED = 64;

    private final Session session;
    private final String name;
    private final Slots slots;
    /** Steps that are being committed, in their order. */
    private final ArrayDeque<CompletableFuture<Void>> uncommitted = new ArrayDeque<>();

    /** When the work last showed that it makes progress, by the steady clock. */
    private volatile Instant lastSign = Instant.MIN;

    private boolean slotHeld;

    BundleSteps(Session session, String name, Slots slots, boolean slotHeld) {
        this.session = session;
        this.name = name;
        this.slots = slots;
        this.slotHeld = slotHeld;
    }

    Session session() {
        return session;
    }

    String name() {
        return name;
    }

    BundleId id() {
        return new BundleId(session.snapshot().id(), name);
    }

    /** What is committed of the bundle. */
    BundleSnapshot snapshot() {
        return Objects.requireNonNull(session.snapshot().bundle(name));
    }

    /** Takes a step and waits for its commit, unless the bundle is to end. */
    void apply(Step step) throws InterruptedException {
        awaitCommits();
        requireGoingOn();
        session.apply(step);
    }

    /** How much of the tree was read, where nothing is delivered. */
    void recordRead(FileCounts.Tally read) throws InterruptedException {
        apply(new Step.CountRestored(name(), read, read));
    }

    /**
     * Decides a transition without waiting for its commit: at high rates there are more transitions than a disk can flush.
     *
     * @throws InterruptedException if the bundle is to end
     */
    <T> T decide(Function<Draft, T> decision) throws InterruptedException {
        requireGoingOn();
        var decided = session.decide(decision);
        uncommitted.addLast(decided.done());
        awaitCommits(MOST_UNCOMMITTED);
        return decided.result();
    }

    private void requireGoingOn() throws InterruptedException {
        if (Thread.interrupted() || snapshot().ending()) {
            throw new InterruptedException();
        }
    }

    /** Waits until everything decided is committed; a transition that could not be committed ends the work. */
    void awaitCommits() {
        awaitCommits(0);
    }

    private void awaitCommits(int most) {
        while (!uncommitted.isEmpty()
                && (uncommitted.size() > most || uncommitted.getFirst().isDone())) {
            Session.awaitCommit(uncommitted.removeFirst());
        }
    }

    /** Enters a phase: takes a slot before a phase of work, and gives it back in a phase of waiting. */
    void enter(Phase phase) throws InterruptedException {
        awaitCommits();
        if (phase.work() && !slotHeld) {
            apply(new Step.Enter(name, Phase.WAITING_FOR_SLOT));
            takeSlot();
        }
        if (snapshot().standing().phase() != phase) {
            apply(new Step.Enter(name, phase));
        }
        if (!phase.work()) {
            freeSlot();
        }
    }

    /** The work makes progress that no step tells of. Any thread. */
    void showProgress() {
        lastSign = session.now();
    }

    Instant lastSign() {
        return lastSign;
    }

    private void takeSlot() throws InterruptedException {
        var granted = new CountDownLatch(1);
        var now = snapshot();
        slots.enqueue(List.of(new Slots.Waiter(
                session.snapshot().owner(),
                id(),
                now.steering().priority(),
                true,
                now.appended().ticket(),
                granted::countDown)));
        try {
            granted.await();
            slotHeld = true;
        } catch (InterruptedException e) {
            slotHeld = !slots.remove(id());
            throw e;
        }
    }

    /** Gives the slot back, if it is held. */
    void freeSlot() {
        if (slotHeld) {
            slotHeld = false;
            slots.free();
        }
    }
}
