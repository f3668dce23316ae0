package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the new state of one restore in place of the present one, and finds out after a kill whether that has happened. Not thread-safe; the
 * bundle's hold keeps other users away.
 */
public final class Cutover {
    /** The end of one session and the begin of the next may look at one state; neither takes long. */
    private static final ReentrantLock SETTLING = new ReentrantLock();

    private final WorkDirectory work;
    private final Exchange exchange;
    private final String sessionId;
    private final Facts facts;

    /** Writes the metadata of a state into it, before the state becomes an earlier one. */
    interface Facts {
        void replaced(Directory state, String sessionId) throws IOException;
    }

    /** Records that the restore cannot be stopped any more. */
    public interface Point {
        void pass() throws InterruptedException;
    }

    Cutover(WorkDirectory work, Exchange exchange, String sessionId, Facts facts) {
        this.work = work;
        this.exchange = exchange;
        this.sessionId = sessionId;
        this.facts = facts;
    }

    /** Whether an earlier process has exchanged the state; if so, the exchange is complete when this returns. */
    public boolean tookPlace() throws IOException {
        try (var kept = work.state(WorkDirectory.PREVIOUS + sessionId).orElse(null)) {
            if (kept != null && exchange.tookPlace(kept)) {
                return true;
            }
        }
        return keptAfterExchange(sessionId);
    }

    private boolean keptAfterExchange(String id) throws IOException {
        try (var state = work.state(WorkDirectory.NEW + id).orElse(null)) {
            if (state == null || !exchange.tookPlace(state)) {
                return false;
            }
        }
        work.keep(id);
        return true;
    }

    /** Ends all sessions that left new states. The caller holds the bundle, so that none of these sessions is live. */
    public void settleAll() throws IOException {
        for (var left : work.names(WorkDirectory.NEW)) {
            settle(left.substring(WorkDirectory.NEW.length()));
        }
    }

    /** Ends a session: keeps the state that it replaced, and removes a new state that was not put in place. Repeatable. */
    void settle(String id) throws IOException {
        SETTLING.lock();
        try {
            if (!keptAfterExchange(id)) {
                work.putAside(WorkDirectory.NEW + id);
            }
        } finally {
            SETTLING.unlock();
        }
    }

    /**
     * Exchanges a state for the present one.
     *
     * @param state complete and durable
     * @param point called right before the exchange, which cannot be stopped
     * @throws IOException if it has not taken place
     */
    public void commit(Directory state, Point point) throws IOException, InterruptedException {
        facts.replaced(state, sessionId);
        exchange.prepare(state);
        point.pass();
        exchange.exchange(state);
        try {
            work.keep(sessionId);
        } catch (IOException e) {
            // Tried again when the session is over.
            Exchange.logDisorder(work.location(), e);
        }
    }

    /** Removes the new state, unless the exchange has put the replaced data into it. */
    public void discard() throws IOException {
        try (var state = work.state(WorkDirectory.NEW + sessionId).orElse(null)) {
            if (state == null || exchange.tookPlace(state)) {
                return;
            }
        }
        work.putAside(WorkDirectory.NEW + sessionId);
    }
}
