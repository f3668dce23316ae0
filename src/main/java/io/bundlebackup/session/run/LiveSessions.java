package io.bundlebackup.session.run;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions that can still change, by id. Thread-safe. */
public final class LiveSessions {
    private static final long MOST_WORDS = 100_000_000;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Journal journal;
    private final Clocks clocks;

    public LiveSessions(Journal journal, Clocks clocks) {
        this.journal = journal;
        this.clocks = clocks;
    }

    /** Adds a new session, if its owner may have one more. */
    public synchronized Session add(SessionSnapshot initial, int mostOfOneOwner) {
        var owned = sessions.values().stream()
                .filter(s -> s.snapshot().owner().equals(initial.owner()))
                .count();
        if (owned >= mostOfOneOwner) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_SESSIONS,
                    "The caller has " + owned + " live sessions, which is the most allowed; release one first.");
        }
        return restore(initial);
    }

    /**
     * Whether what a caller says of its unfinished bundles may grow. The sum is that of the moment: requests at the same time may
     * exceed it by a body each.
     *
     * @throws ProblemException {@code too-many-requests}
     */
    public void requireRoomForWords(String owner, List<Step.Appended> appended) {
        var more = appended.stream().mapToLong(a -> a.words().length()).sum();
        if (more == 0) {
            return;
        }
        var said = sessions.values().stream()
                .map(Session::snapshot)
                .filter(s -> s.owner().equals(owner))
                .mapToLong(SessionSnapshot::words)
                .sum();
        if (said + more > MOST_WORDS) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "The parameters and info of the caller's unfinished bundles have " + said
                            + " characters, and with these more than " + MOST_WORDS
                            + "; try again when some of the bundles have ended.");
        }
    }

    /** Adds a session that was live when the service stopped. */
    Session restore(SessionSnapshot snapshot) {
        var session = new Session(snapshot, journal::enqueue, clocks);
        sessions.put(snapshot.id(), session);
        return session;
    }

    @Nullable
    public Session find(String id) {
        return sessions.get(id);
    }

    /** Forgets a session: what remains of it is in the database. */
    public void remove(String id) {
        sessions.remove(id);
    }

    public Collection<Session> all() {
        return List.copyOf(sessions.values());
    }
}
