package io.bundlebackup.bundle.command;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for messages of a command to clients, from the thread that reads the output to the thread that runs the command, and
 * for the end of the command. While the queue is full, the reader waits, and finally the command in its write. Thread-safe.
 */
final class ExtensionLineQueue {
    private static final int MOST = 64;

    @GuardedBy("this")
    private final ArrayDeque<ExtensionLine> lines = new ArrayDeque<>();

    @GuardedBy("this")
    private int openStreams;

    @GuardedBy("this")
    private boolean exited;

    @GuardedBy("this")
    private boolean closed;

    /** @param streams how many are read */
    ExtensionLineQueue(int streams) {
        openStreams = streams;
    }

    /** Waits for room; drops the line if the queue is closed. */
    synchronized void put(ExtensionLine line) {
        try {
            while (lines.size() >= MOST && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            // Nothing interrupts a reader; one that is interrupted forwards nothing more.
            Thread.currentThread().interrupt();
            return;
        }
        if (!closed) {
            lines.addLast(line);
            notifyAll();
        }
    }

    /** The command has ended; processes that it left may still write. Never waits. */
    synchronized void exited() {
        exited = true;
        notifyAll();
    }

    /** One of the streams has ended. */
    synchronized void streamEnded() {
        openStreams--;
        notifyAll();
    }

    /** No line will be read any more. */
    synchronized void close() {
        closed = true;
        lines.clear();
        notifyAll();
    }

    /** The next line; null when the command has ended, or at the deadline, by {@link System#nanoTime()}. */
    synchronized @Nullable ExtensionLine whileRunning(long deadline) throws InterruptedException {
        return next(deadline, false);
    }

    /** The next line; null when all streams have ended, or at the deadline. */
    synchronized @Nullable ExtensionLine untilEndOfStreams(long deadline) throws InterruptedException {
        return next(deadline, true);
    }

    @GuardedBy("this")
    private @Nullable ExtensionLine next(long deadline, boolean toTheEnd) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            if (!lines.isEmpty()) {
                notifyAll();
                return lines.removeFirst();
            }
            if (toTheEnd ? openStreams == 0 : exited) {
                return null;
            }
            // The wait is bounded: after a missed signal the bundle would never end.
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MINUTES.toNanos(1)));
        }
    }

    synchronized boolean hasExited() {
        return exited;
    }
}
