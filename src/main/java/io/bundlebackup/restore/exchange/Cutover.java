package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the new state of one restore takes the place of the present one, and how whoever comes after a kill finds out whether it has. Not
 * thread-safe; the bundle's hold keeps others away.
 */
public final class Cutover {
    /** The end of one session and the begin of the next may look at one state; neither takes long. */
    private static final ReentrantLock SETTLING = new ReentrantLock();

    private final WorkDirectory work;
    private final Exchange exchange;
    private final String sessionId;
    private final Facts facts;

    /** Writes into a state what is to be known of it when it is a previous one; before it is. */
    interface Facts {
        void replaced(Directory state, String sessionId) throws IOException;
    }

    /** Records that there is no way back from here. */
    public interface Point {
        void pass() throws InterruptedException;
    }

    Cutover(WorkDirectory work, Exchange exchange, String sessionId, Facts facts) {
        this.work = work;
        this.exchange = exchange;
        this.sessionId = sessionId;
        this.facts = facts;
    }

    /** Whether an earlier process got past the exchange; then everything of it is in order when this returns. */
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

    /** The bundle is held: whatever new states there are belong to sessions that ended without removing them, or keeping what is in them. */
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
     * @param point from there on nobody ends this; the exchange itself is one system call
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
            Exchange.logDisorder(work.place(), e);
        }
    }

    /** Removes the new state, unless what it has replaced is in it by now. */
    public void discard() throws IOException {
        try (var state = work.state(WorkDirectory.NEW + sessionId).orElse(null)) {
            if (state == null || exchange.tookPlace(state)) {
                return;
            }
        }
        work.putAside(WorkDirectory.NEW + sessionId);
    }
}
