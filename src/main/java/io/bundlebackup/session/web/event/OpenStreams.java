package io.bundlebackup.session.web.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.limits.AccessLoss;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.ReaderPlaces;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * All readers of events: limits their number, and stops them when their callers lose their access, and when the service stops, which is before the web
 * server begins to wait for requests under way (they would never end by themselves). Thread-safe.
 */
@Component
final class OpenStreams implements ApplicationListener<ContextClosedEvent>, AccessLoss {
    private final ApplicationContext context;
    private final StreamLimits limits;
    private final ReaderPlaces places;

    @GuardedBy("this")
    private final Set<StreamTicket> open = new HashSet<>();

    @GuardedBy("this")
    private boolean stopping;

    OpenStreams(ApplicationContext context, StreamLimits limits, ReaderPlaces places) {
        this.context = context;
        this.limits = limits;
        this.places = places;
    }

    /**
     * Takes a place for a caller; it has to be closed.
     *
     * @throws ProblemException {@code too-many-requests} if the caller's share is used up, {@code not-available} if the service is
     *     stopping
     */
    synchronized StreamTicket enter(String owner) {
        requireRunning();
        var ticket = new StreamTicket(places.enter(owner), CallerScope.current().caller(), this::leave);
        open.add(ticket);
        return ticket;
    }

    /** Refuses as {@link #enter} would, for a handshake, which is refused before the socket can enter. */
    synchronized void requireRoom(String owner) {
        requireRunning();
        places.requireRoom(owner);
    }

    @GuardedBy("this")
    private void requireRunning() {
        if (stopping) {
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.");
        }
    }

    private synchronized void leave(StreamTicket ticket) {
        open.remove(ticket);
        notifyAll();
    }

    synchronized int size() {
        return open.size();
    }

    @Override
    public void end(Predicate<Principal> lost) {
        List<StreamTicket> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        all.forEach(ticket -> ticket.stopIf(lost));
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        // The event of a child context (of a management port) reaches the listeners of its parent too.
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

    /** The server does not wait for WebSockets: without this wait it would cut them before they are closed with a status. */
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
