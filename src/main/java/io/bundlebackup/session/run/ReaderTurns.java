package io.bundlebackup.session.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps readers of events, or of the work list, from taking the processors from everybody else. A virtual thread that is never idle
 * keeps its processor, and a thousand readers that are woken by each event are never idle. So at most half as many readers as processors read the
 * database at once, and each reader rests between two looks at the log: the longer, the more readers are busy and the longer its
 * last page took. A resting reader misses nothing: it finds more events at its next look. Thread-safe.
 */
public final class ReaderTurns {
    /** Reads from the database, without waiting for a change. */
    public interface Reading<T> {
        T read() throws InterruptedException;
    }

    private static final long LEAST_REST = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MOST_REST = TimeUnit.MILLISECONDS.toNanos(1);

    private final int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final Semaphore turns = new Semaphore(processors, true);
    private final AtomicInteger busy = new AtomicInteger();

    /** Reads when it is the reader's turn, first come, first served. */
    public <T> T inTurn(Reading<T> reading) throws InterruptedException {
        turns.acquire();
        try {
            return reading.read();
        } finally {
            turns.release();
        }
    }

    /** A reader has something to do. */
    public void begin() {
        busy.incrementAndGet();
    }

    /** A reader waits for events, or has left. */
    public void end() {
        busy.decrementAndGet();
    }

    /**
     * Lets the calling reader rest before its next look.
     *
     * @param worked nanoseconds since its last look
     */
    public void rest(long worked) throws InterruptedException {
        var nanos = restAfter(worked, busy.get());
        if (nanos >= MOST_REST) {
            // Nobody opens it: the time passes, or the reader is stopped.
            new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** For each other busy reader what that one may need of this one's processor: 50 µs to 1 ms. */
    long restAfter(long worked, int readers) {
        return Math.clamp(worked / processors, LEAST_REST, MOST_REST) * Math.max(0, readers - 1);
    }
}
