package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.StoredEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Everybody who is reading events: as many as there is room for, and all told when the service stops, which is before the web
 * server begins to wait for requests under way (they would never end by themselves). Thread-safe.
 */
@Component
final class OpenStreams implements ApplicationListener<ContextClosedEvent> {
    /** Reads the log, without waiting for anything to read. */
    interface Reading {
        List<StoredEvent> read() throws InterruptedException;
    }

    private final ApplicationContext context;
    private final StreamLimits limits;
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Set<StreamTicket> open = new HashSet<>();
    private boolean stopping;

    OpenStreams(ApplicationContext context, StreamLimits limits) {
        this.context = context;
        this.limits = limits;
    }

    /**
     * Takes a place; it has to be closed.
     *
     * @throws ProblemException {@code too-many-requests} if all are taken, {@code not-available} if the service is stopping
     */
    synchronized StreamTicket enter() {
        requireRoom();
        var ticket = new StreamTicket(this);
        open.add(ticket);
        return ticket;
    }

    /** Refuses as {@link #enter} would, for those who have to be refused before they can enter. */
    synchronized void requireRoom() {
        if (stopping) {
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.");
        }
        if (open.size() >= limits.most()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "As many readers of events are connected as the service takes, " + limits.most()
                            + "; close one, or try again later.");
        }
    }

    synchronized void leave(StreamTicket ticket) {
        open.remove(ticket);
        notifyAll();
    }

    synchronized int size() {
        return open.size();
    }

    /**
     * Reads when it is the reader's turn. Readers that are far behind are never idle, and a virtual thread that is never idle keeps
     * its processor: without turns a few hundred of them hold up every request of the service for as long as they read. So they
     * queue here, first come, first served, instead of in front of the processors. No turn is held while something is written.
     */
    List<StoredEvent> inTurn(Reading reading) throws InterruptedException {
        turns.acquire();
        try {
            return reading.read();
        } finally {
            turns.release();
        }
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        // A child context (that of a management port) tells its parent's listeners too.
        if (closed.getApplicationContext() == context) {
            stop();
        }
    }

    private void stop() {
        List<StreamTicket> all;
        synchronized (this) {
            stopping = true;
            all = List.copyOf(open);
        }
        all.forEach(StreamTicket::stop);
        awaitFarewells();
    }

    /** Nobody else waits for a WebSocket; without this the server would cut it before its reader has said why. */
    private synchronized void awaitFarewells() {
        var deadline = System.nanoTime() + limits.farewell().toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
