package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The logs of runs, which are work outside of clients' sessions. Implemented by vaults. Thread-safe. */
public interface RunLogs {
    /**
     * How the log of a run stands.
     *
     * @param lastSeq the number of its newest event, 0 without any
     * @param ended whether no event follows
     */
    record Standing(long lastSeq, boolean ended) {}

    /** The names of all types of events. */
    Set<String> types();

    /** @throws ProblemException {@code no-such-run} */
    Standing standing(String run);

    /** The next events of some types (all, if empty) after {@code after}, in order. */
    List<StoredEvent> read(String run, long after, Set<String> types, int limit);

    /** Waits until there is an event after {@code after}, or the run has ended, or the time is over. */
    void await(String run, long after, Duration atMost) throws InterruptedException;
}
