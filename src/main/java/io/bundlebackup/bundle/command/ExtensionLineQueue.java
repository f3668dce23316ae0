package io.bundlebackup.bundle.command;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for messages of a command to clients, from the thread that reads the output to the thread that runs the command, and
 * for the end of the command. While the queue is full, the reader waits, and finally the command in its write. Thread-safe.
 */
final class ExtensionLineQueue {
    private static final int MOST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ExtensionLine> lines = new ArrayDeque<>();
    private int openStreams;
    private boolean exited;
    private boolean closed;

    /** @param streams how many are read */
    ExtensionLineQueue(int streams) {
        openStreams = streams;
    }

    /** Waits for room; drops the line if the queue is closed. */
    void put(ExtensionLine line) {
        lock.lock();
        try {
            while (lines.size() >= MOST && !closed) {
                changed.awaitUninterruptibly();
            }
            if (!closed) {
                lines.addLast(line);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The command has ended; processes that it left may still write. Never waits. */
    void exited() {
        lock.lock();
        try {
            exited = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One of the streams has ended. */
    void streamEnded() {
        lock.lock();
        try {
            openStreams--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No line will be read any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            lines.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next line; null when the command has ended, or at the deadline, by {@link System#nanoTime()}. */
    @Nullable
    ExtensionLine whileRunning(long deadline) throws InterruptedException {
        return next(deadline, false);
    }

    /** The next line; null when all streams have ended, or at the deadline. */
    @Nullable
    ExtensionLine untilEndOfStreams(long deadline) throws InterruptedException {
        return next(deadline, true);
    }

    private @Nullable ExtensionLine next(long deadline, boolean toTheEnd) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                if (!lines.isEmpty()) {
                    changed.signalAll();
                    return lines.removeFirst();
                }
                if (toTheEnd ? openStreams == 0 : exited) {
                    return null;
                }
                // The wait is bounded: after a missed signal the bundle would never end.
                changed.await(Math.min(left, TimeUnit.MINUTES.toNanos(1)), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean hasExited() {
        lock.lock();
        try {
            return exited;
        } finally {
            lock.unlock();
        }
    }
}
