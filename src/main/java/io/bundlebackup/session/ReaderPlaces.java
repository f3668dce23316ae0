package io.bundlebackup.session;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.limits.FairPlaces;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;

/**
 * Places for requests that hold a connection while they wait for news of a session: readers of events, and requests for files or a
 * report with {@code wait}. A caller gets as many places as it leaves free, and not more than its own limit. Thread-safe.
 */
public final class ReaderPlaces {
    private static final int MOST = 2_000;

    private final FairPlaces places;

    /** @param most places in all */
    public ReaderPlaces(int most) {
        this.places = new FairPlaces(most);
    }

    /**
     * The places of a service.
     *
     * @param connections most connections of the service. Waiting requests get at most half of them
     */
    public static ReaderPlaces of(int connections) {
        return new ReaderPlaces(Math.min(MOST, connections / 2));
    }

    /**
     * Takes a place for a caller; it has to be closed.
     *
     * @throws ProblemException {@code too-many-requests} if the caller's share is used up
     */
    public FairPlaces.Place enter(String owner) {
        return places.enter(owner, ownMost()).orElseThrow(() -> full(owner));
    }

    /** Refuses as {@link #enter} would, for those who have to be refused before they can enter. */
    public void requireRoom(String owner) {
        if (!places.hasRoom(owner, ownMost())) {
            throw full(owner);
        }
    }

    private static int ownMost() {
        return CallerScope.limits().shares().eventReaders();
    }

    private ProblemException full(String owner) {
        return new ProblemException(
                ProblemType.TOO_MANY_REQUESTS,
                "The caller has " + places.takenBy(owner)
                        + " readers of events and waiting requests, which is its share of the "
                        + places.most() + " that the service takes; close one, or try again later.");
    }
}
