package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transition;
import io.bundlebackup.session.state.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A live session: decides transitions one at a time, hands them to the {@link Journal}, and shows what the journal committed.
 *
 * <p>{@code pending} runs ahead of {@code committed} by the changes in the journal's queue. Under the lock nothing is read or
 * written, and nobody is called back: a transition is computed and queued. If a commit fails, everything decided on top of it is
 * void and the session is again what the database says.
 */
public final class Session {
    private final Consumer<Change> journal;
    private final Clocks clocks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final ReentrantLock fileLock = new ReentrantLock();
    private final Activity activity;
    private final EventFeed feed = new EventFeed();

    @GuardedBy("lock")
    private SessionSnapshot pending;

    private volatile SessionSnapshot committed;

    @GuardedBy("lock")
    private int epoch;

    @GuardedBy("lock")
    private boolean lackedSpace;

    Session(SessionSnapshot initial, Consumer<Change> journal, Clocks clocks) {
        this.pending = initial;
        this.committed = initial;
        this.journal = journal;
        this.clocks = clocks;
        this.activity = new Activity(clocks.steady());
    }

    /** What is committed. */
    public SessionSnapshot snapshot() {
        return committed;
    }

    /** Held while a file is closed, from reading its row to the commit. May be held while waiting for the journal; never inside the other lock. */
    public ReentrantLock fileLock() {
        return fileLock;
    }

    /** Its newest events, for those who read them. */
    public EventFeed feed() {
        return feed;
    }

    /** The time of the steady clock. */
    Instant now() {
        return clocks.steady().instant();
    }

    public Activity activity() {
        return activity;
    }

    /**
     * Decides a transition and waits until it is committed. What the decision throws leaves everything as it was.
     *
     * @throws ProblemException if it could not be committed ({@code no-space}, {@code io-error})
     */
    public <T> T transact(Function<Draft, T> decision) {
        var decided = decide(decision);
        awaitCommit(decided.done);
        return decided.result;
    }

    /** Takes one step and waits until it is committed. */
    public void apply(Step step) {
        transact(draft -> {
            Transitions.apply(draft, step);
            return draft;
        });
    }

    /** As {@link #transact}, without waiting: for those who only nudge. The future says when it is committed. */
    public <T> CompletableFuture<Void> post(Function<Draft, T> decision) {
        return decide(decision).done;
    }

    /** Waits for a commit, even when interrupted: the commit is near, and the caller has to know whether it succeeded. */
    static void awaitCommit(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw new ProblemException(problem.type(), problem.detail(), problem);
            }
            throw e;
        }
    }

    /**
     * A transition on its way through the {@link Journal}.
     *
     * @param epoch of the session when it was decided; a change decided on top of one that was rolled back is void
     * @param done completes when it is committed, or with the reason why it never will be
     */
    record Change(Session session, int epoch, Transition transition, CompletableFuture<Void> done)
            implements JournalEntry {}

    /** What was decided, and when it is committed. */
    record Decided<T>(T result, CompletableFuture<Void> done) {}

    /** As {@link #transact}, without waiting, for those who look at the future later. */
    <T> Decided<T> decide(Function<Draft, T> decision) {
        lock.lock();
        try {
            var draft = new Draft(pending, toMillis(clocks.wall()), toMillis(clocks.steady()));
            var result = decision.apply(draft);
            var done = new CompletableFuture<Void>();
            // An empty change goes through the queue too: its answer may rest on changes that are still in there.
            if (draft.isEmpty() && pending == committed) {
                done.complete(null);
                return new Decided<>(result, done);
            }
            // What is not in the queue has not been decided, whatever kept it out.
            journal.accept(new Change(this, epoch, draft.transition(), done));
            pending = draft.session();
            return new Decided<>(result, done);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a change was decided on what is still going to be. Called by the journal. */
    boolean stands(Change change) {
        lock.lock();
        try {
            return change.epoch() == epoch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the disk was full when a change was rolled back last: then that is also why what was queued on top of it is void. */
    boolean lackedSpace() {
        lock.lock();
        try {
            return lackedSpace;
        } finally {
            lock.unlock();
        }
    }

    /** A change is committed: readers see it from here on. Called by the journal. */
    void publish(Change change) {
        lock.lock();
        try {
            committed = change.transition().after();
            published.signalAll();
        } finally {
            lock.unlock();
        }
        feed.ring();
    }

    /**
     * A change could not be committed: it and everything queued on top of it is void. Called by the journal.
     *
     * @param noSpace whether the disk was full
     */
    void rollBack(boolean noSpace) {
        lock.lock();
        try {
            epoch++;
            lackedSpace = noSpace;
            pending = committed;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody who waits here, to look at what is not in the snapshot. */
    void signal() {
        lock.lock();
        try {
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until what is committed fulfils a condition.
     *
     * @return whether it does; {@code false} after the time-out
     */
    public boolean await(Predicate<SessionSnapshot> condition, Duration timeout) throws InterruptedException {
        var left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.test(committed)) {
                if (left <= 0) {
                    return false;
                }
                left = published.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition that is bound to come, or for an interrupt. */
    void await(Predicate<SessionSnapshot> condition) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!condition.test(committed)) {
                published.await(1, TimeUnit.MINUTES);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Instant toMillis(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** When it expires if nothing happens; an answer for people, since reading it postpones it. */
    public Instant expiresAt() {
        var snapshot = committed;
        if (!snapshot.state().live() && snapshot.endedAt() != null) {
            return snapshot.endedAt();
        }
        return clocks.shown(activity.idleSince(snapshot.working()).plus(snapshot.idleTimeout()));
    }
}
