package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleId;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one queue of the service and its slots: highest priority first; among equals those that come back for a slot
 * before those that never began, then the one appended first. Thread-safe; whoever gets a slot is told outside the lock.
 */
public final class Slots {
    /**
     * Somebody who waits for a slot.
     *
     * @param returning it began before, and comes back
     * @param granted run once, with the slot held, by the thread that freed it: must not block
     */
    public record Waiter(
            String owner, BundleId bundle, int priority, boolean returning, long ticket, Runnable granted) {}

    private static final Comparator<Waiter> ORDER = Comparator.comparingInt(Waiter::priority)
            .reversed()
            .thenComparing(Waiter::returning, Comparator.reverseOrder())
            .thenComparingLong(Waiter::ticket);

    private final int slots;
    private final TreeSet<Waiter> waiting = new TreeSet<>(ORDER);
    private int busy;
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

    /** Takes a waiter out; {@code false} if it has its slot already, or never waited. */
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

    /** Takes a slot that nobody waits for, if there is one. */
    synchronized boolean tryTake() {
        if (!open || busy >= slots || !waiting.isEmpty()) {
            return false;
        }
        busy++;
        return true;
    }

    synchronized boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /**
     * Gives free slots to those who wait. If telling one of that fails, that one waits again, and the next who comes here tries again.
     *
     * @throws RuntimeException what telling threw; an {@link Error} too
     */
    void grant() {
        for (var next = takeNext(); next != null; next = takeNext()) {
            var told = false;
            try {
                next.granted.run();
                told = true;
            } finally {
                if (!told) {
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

    /** Those that never began, in the order they will. */
    public synchronized List<Waiter> queued() {
        return waiting.stream().filter(w -> !w.returning).toList();
    }
}
