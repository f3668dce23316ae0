package io.bundlebackup.session.web.event;

import io.bundlebackup.session.EventReader;
import io.bundlebackup.session.store.EventText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Carries events from the log to one reader, at the reader's speed, by the reader's own thread. What is held for a reader is one
 * page; a reader that falls behind is a position in the log and nothing else.
 */
final class StreamLoop {
    /** Why a loop came to its end. */
    enum End {
        /** The session has ended and its last event was sent. */
        FINISHED,
        /** The reader takes too long, or has not shown for too long that it reads. */
        SLOW,
        /** The ticket was stopped. */
        STOPPED
    }

    private interface Writing {
        void write() throws IOException;
    }

    private static final int PAGE = 100;

    private final StreamTicket ticket;
    private final EventReader log;
    private final StreamSink sink;
    private final StreamLimits limits;
    private boolean slow;

    StreamLoop(StreamTicket ticket, EventReader log, StreamSink sink, StreamLimits limits) {
        this.ticket = ticket;
        this.log = log;
        this.sink = sink;
        this.limits = limits;
    }

    /** What is there already. Empty with {@link EventReader#over} if the log ends where the reader begins. */
    List<? extends EventText> first() {
        return ticket.next(log, PAGE, Duration.ZERO);
    }

    /**
     * Sends these, and then everything that comes.
     *
     * @throws IOException if the reader is gone, or was cut
     */
    End run(List<? extends EventText> first) throws IOException {
        List<? extends EventText> events = first;
        var beat = System.nanoTime() + limits.heartbeat().toNanos();
        while (!ticket.stopped()) {
            send(events);
            if (!slow && System.nanoTime() - beat >= 0) {
                timed(() -> sink.heartbeat(log.standing()));
                beat = System.nanoTime() + limits.heartbeat().toNanos();
            }
            if (slow || !sink.attentive()) {
                return End.SLOW;
            }
            events = ticket.next(log, PAGE, Duration.ofNanos(Math.max(0, beat - System.nanoTime())));
            if (events.isEmpty() && log.over()) {
                return End.FINISHED;
            }
        }
        return End.STOPPED;
    }

    private void send(List<? extends EventText> events) throws IOException {
        for (var event : events) {
            sink.await(event);
            timed(() -> sink.event(event));
            if (slow) {
                return;
            }
        }
        if (!events.isEmpty()) {
            timed(sink::flush);
            // A virtual thread that never blocks keeps its processor, and a reader that is quick and far behind does
            // not block: a few of them would hold up every request of the service.
            Thread.yield();
        }
    }

    private void timed(Writing writing) throws IOException {
        var begin = System.nanoTime();
        writing.write();
        slow |= System.nanoTime() - begin > limits.slow().toNanos();
    }
}
