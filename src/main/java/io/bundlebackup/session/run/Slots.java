package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.session.state.BundleId;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one queue of the service and its slots: highest priority first; among equals those that come back for a slot
 * before those that never began, then the one appended first. Thread-safe; waiters are called outside the lock.
 */
public final class Slots {
    /**
     * A bundle that waits for a slot.
     *
     * @param returning whether the bundle began before, and needs a slot again
     * @param granted run once, with the slot held, by the thread that freed it: must not block
     */
    public record Waiter(
            String owner, BundleId bundle, int priority, boolean returning, long ticket, Runnable granted) {}

    private static final Comparator<Waiter> ORDER = Comparator.comparingInt(Waiter::priority)
            .reversed()
            .thenComparing(Waiter::returning, Comparator.reverseOrder())
            .thenComparingLong(Waiter::ticket);

    private final int slots;

    @GuardedBy("this")
    private final TreeSet<Waiter> waiting = new TreeSet<>(ORDER);

    @GuardedBy("this")
    private int busy;

    @GuardedBy("this")
    private boolean open = true;

    public Slots(int slots) {
        this.slots = slots;
    }

    void enqueue(List<Waiter> waiters) {
        synchronized (this) {
            waiting.addAll(waiters);
        }
        grant();
    }

    /** Removes a waiter; {@code false} if the bundle has its slot already, or never waited. */
    synchronized boolean remove(BundleId bundle) {
        return waiting.removeIf(w -> w.bundle.equals(bundle));
    }

    /** A waiter's priority changed. */
    void reorder(BundleId bundle, int priority) {
        synchronized (this) {
            var found = waiting.stream().filter(w -> w.bundle.equals(bundle)).toList();
            for (var w : found) {
                waiting.remove(w);
                waiting.add(new Waiter(w.owner, w.bundle, priority, w.returning, w.ticket, w.granted));
            }
        }
        grant();
    }

    /** Gives a slot back. */
    void free() {
        synchronized (this) {
            busy--;
        }
        grant();
    }

    /**
     * Grants free slots to waiters. A waiter whose {@code granted} fails waits again, and the next call tries again.
     *
     * @throws RuntimeException that {@code granted} threw, or an {@link Error}
     */
    void grant() {
        for (var next = takeNext(); next != null; next = takeNext()) {
            var done = false;
            try {
                next.granted.run();
                done = true;
            } finally {
                if (!done) {
                    requeue(next);
                }
            }
        }
    }

    private synchronized @Nullable Waiter takeNext() {
        if (!open || busy >= slots || waiting.isEmpty()) {
            return null;
        }
        var next = waiting.removeFirst();
        busy++;
        return next;
    }

    private synchronized void requeue(Waiter waiter) {
        busy--;
        waiting.add(waiter);
    }

    /** Grants nothing any more. */
    synchronized void close() {
        open = false;
    }

    public synchronized int busy() {
        return busy;
    }

    public int total() {
        return slots;
    }

    /** The waiters that never began, in the order in which they will. */
    public synchronized List<Waiter> queued() {
        return waiting.stream().filter(w -> !w.returning).toList();
    }
}
