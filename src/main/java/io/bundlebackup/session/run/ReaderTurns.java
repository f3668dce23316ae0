package io.bundlebackup.session.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leaves processors to other requests when there are many readers of events or of lists of files. A virtual thread that is never idle
 * keeps its processor, and a thousand readers that each event wakes are never idle. So at most half as many readers as there are
 * processors read the database at once, and each reader rests between two reads of the log: longer when more readers are busy, and when
 * its last page took longer. A resting reader misses no event: its next read returns more of them. Thread-safe.
 */
public final class ReaderTurns {
    /** Reads from the database, without waiting for a change. */
    public interface Reading<T> {
        T read() throws InterruptedException;
    }

    private static final long LEAST_REST = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MOST_REST = TimeUnit.MICROSECONDS.toNanos(500);

    private final int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final Semaphore turns = new Semaphore(processors, true);
    private final AtomicInteger busy = new AtomicInteger();

    /** Reads in the order of the calls. */
    public <T> T inTurn(Reading<T> reading) throws InterruptedException {
        turns.acquire();
        try {
            return reading.read();
        } finally {
            turns.release();
        }
    }

    /** A reader is busy from here on. */
    public void begin() {
        busy.incrementAndGet();
    }

    /** A busy reader waits for events now, or has left. */
    public void end() {
        busy.decrementAndGet();
    }

    /**
     * Lets the calling reader rest before its next read.
     *
     * @param worked nanoseconds since its last read
     */
    public void rest(long worked) throws InterruptedException {
        var nanos = restAfter(worked, busy.get());
        if (nanos >= MOST_REST) {
            // Nobody opens it: the time passes, or the reader is stopped.
            new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** For each other busy reader the processor time that it may need: 50 to 500 µs. */
    long restAfter(long worked, int readers) {
        return Math.clamp(worked / processors, LEAST_REST, MOST_REST) * Math.max(0, readers - 1);
    }
}
