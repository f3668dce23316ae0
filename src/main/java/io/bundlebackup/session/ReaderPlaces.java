package io.bundlebackup.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.HashMap;
import java.util.Map;

/**
 * Places for requests that hold a connection while they wait for news of a session: readers of events, and requests for files or a
 * report with {@code wait}. A caller gets as many places as it leaves free. Thread-safe.
 */
public final class ReaderPlaces {
    private static final int MOST = 2_000;

    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> taken = new HashMap<>();

    /** @param most places in all */
    public ReaderPlaces(int most) {
        this.most = most;
    }

    /**
     * The places of a service.
     *
     * @param connections most connections of the service. Waiting requests get at most half of them
     */
    public static ReaderPlaces of(int connections) {
        return new ReaderPlaces(Math.min(MOST, connections / 2));
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
            synchronized (ReaderPlaces.this) {
                if (!left) {
                    left = true;
                    taken.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    /**
     * Takes a place for a caller; it has to be closed.
     *
     * @throws ProblemException {@code too-many-requests} if the caller's share is used up
     */
    public synchronized Place enter(String owner) {
        requireRoom(owner);
        taken.merge(owner, 1, Integer::sum);
        return new Place(owner);
    }

    /** Refuses as {@link #enter} would, for those who have to be refused before they can enter. */
    public synchronized void requireRoom(String owner) {
        // Whatever some callers take, there is room for another.
        int owned = taken.getOrDefault(owner, 0);
        int all = taken.values().stream().mapToInt(Integer::intValue).sum();
        if (owned >= most - all) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "The caller has " + owned + " readers of events and waiting requests, which is its share of the "
                            + most + " that the service takes; close one, or try again later.");
        }
    }
}
