package io.bundlebackup.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places that callers take for a while. A caller gets as many as it leaves free, so that there is a place for another caller whatever some
 * callers take. Thread-safe.
 */
public final class FairPlaces {
    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();

    /** @param most places in all */
    public FairPlaces(int most) {
        this.most = most;
    }

    /** A place that was taken; closing it again does nothing. */
    public final class Place implements AutoCloseable {
        private final String owner;
        private boolean left;

        private Place(String owner) {
            this.owner = owner;
        }

        @Override
        public void close() {
            synchronized (FairPlaces.this) {
                if (!left) {
                    left = true;
                    taken.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
                    FairPlaces.this.notifyAll();
                }
            }
        }
    }

    /**
     * Takes a place, which has to be closed; empty if the caller's share is used up.
     *
     * @param ownMost most places of this caller
     */
    public synchronized Optional<Place> enter(String owner, int ownMost) {
        if (!hasRoom(owner, ownMost)) {
            return Optional.empty();
        }
        taken.merge(owner, 1, Integer::sum);
        return Optional.of(new Place(owner));
    }

    /** As {@link #enter(String, int)}; waits for so long until there is a place. */
    public synchronized Optional<Place> enter(String owner, int ownMost, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!hasRoom(owner, ownMost) && System.nanoTime() - end < 0) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return enter(owner, ownMost);
    }

    /** Whether {@link #enter} would give a place. */
    public synchronized boolean hasRoom(String owner, int ownMost) {
        int owned = takenBy(owner);
        int all = taken.values().stream().mapToInt(Integer::intValue).sum();
        return owned < most - all && owned < ownMost;
    }

    /** How many places a caller has. */
    public synchronized int takenBy(String owner) {
        return taken.getOrDefault(owner, 0);
    }

    /** Most places in all. */
    public int most() {
        return most;
    }
}
