package io.bundlebackup.session.web.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.limits.FairPlaces;
import io.bundlebackup.session.EventReader;
import io.bundlebackup.session.store.EventText;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's place among {@link OpenStreams}, and the way to wake it. {@link #next} is for the reader's thread, everything else for
 * any.
 *
 * <p>The reader is interrupted only while it waits for events, never while it writes: an interrupt in the middle of a write closes
 * the socket before it can be closed with a status.
 */
final class StreamTicket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamTicket.class);

    private final FairPlaces.Place place;
    private final @Nullable Principal caller;
    private final Consumer<StreamTicket> leave;

    @GuardedBy("this")
    private @Nullable Thread waiting;

    @GuardedBy("this")
    private boolean stopped;

    @GuardedBy("this")
    private boolean lost;

    /** @param caller whose reader it is; null if it is not known */
    StreamTicket(FairPlaces.Place place, @Nullable Principal caller, Consumer<StreamTicket> leave) {
        this.place = place;
        this.caller = caller;
        this.leave = leave;
    }

    /** The next events; none after the time, at the end of the log, or when the reader is to stop. */
    List<? extends EventText> next(EventReader events, int limit, Duration atMost) {
        if (!beginWaiting()) {
            return List.of();
        }
        try {
            return events.next(limit, atMost);
        } catch (InterruptedException e) {
            // Only stop() interrupts a reader, and it has set "stopped".
            return List.of();
        } catch (RuntimeException e) {
            if (!stopped()) {
                throw e;
            }
            log.debug("A reader was stopped while it read", e);
            return List.of();
        } finally {
            endWaiting();
        }
    }

    private synchronized boolean beginWaiting() {
        if (stopped) {
            return false;
        }
        waiting = Thread.currentThread();
        return true;
    }

    private synchronized void endWaiting() {
        waiting = null;
        // An interrupt that came too late for the wait must not hit the farewell.
        Thread.interrupted();
    }

    /** Stops the reader if its caller has lost the access. */
    synchronized void stopIf(Predicate<Principal> lostAccess) {
        if (!stopped && caller != null && lostAccess.test(caller)) {
            lost = true;
            stop();
        }
    }

    /** Whether the reader was stopped because its caller has lost the access. */
    synchronized boolean isLost() {
        return lost;
    }

    /** Stops the reader: its peer is gone, or the service stops. */
    synchronized void stop() {
        stopped = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    synchronized boolean stopped() {
        return stopped;
    }

    @Override
    public void close() {
        place.close();
        leave.accept(this);
    }
}
