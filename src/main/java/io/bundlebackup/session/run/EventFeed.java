package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a log, of a live session or of all sessions of a caller, read from the database once for all readers at the head of
 * the log, and the wait for the next ones. The numbers of the events increase, and may have gaps. A reader that is behind the held events reads pages of the log itself. The feed holds 4 KiB of events a reader and
 * 4 MiB at most; without a reader it holds nothing. Thread-safe.
 */
public final class EventFeed {
    /** The log in the database: the events after a position and up to another, in order, of all types. */
    public interface Source {
        List<StoredEvent> read(long after, long last, int limit) throws InterruptedException;
    }

    /** A reader of some types only that is farther behind does better to let the database choose. */
    public static final int PAGE = 100;

    private static final int BYTES_A_READER = 4 * 1_024;
    private static final int MOST_BYTES = 4 * 1_024 * 1_024;
    private static final int OVERHEAD = 100;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<StoredEvent> held = new ArrayList<>();

    /** What is held are all events after this position ... */
    @GuardedBy("lock")
    private long from;

    /** ... and up to this one. */
    @GuardedBy("lock")
    private long upTo;

    @GuardedBy("lock")
    private int bytes;

    @GuardedBy("lock")
    private int readers;

    /** Each ring opens the latch of the waiting readers and sets a new one: the ringing thread wakes one reader, which wakes the next. */
    private final AtomicReference<CountDownLatch> news = new AtomicReference<>(new CountDownLatch(1));

    private volatile boolean stopped;

    public void enter() {
        lock.lock();
        try {
            readers++;
        } finally {
            lock.unlock();
        }
    }

    public void leave() {
        lock.lock();
        try {
            readers--;
            trim();
        } finally {
            lock.unlock();
        }
    }

    /** Says that an event is committed; neither blocks nor wakes each reader itself. */
    void ring() {
        news.getAndSet(new CountDownLatch(1)).countDown();
    }

    /** The service stops: readers whose condition asks for that go on at once. */
    public void stop() {
        stopped = true;
        ring();
    }

    public boolean stopped() {
        return stopped;
    }

    /** Waits until a condition holds, which is tested at each ring, or the time is over. */
    public void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            // Before the look: a ring after the look opens this latch.
            var next = news.get();
            var left = deadline - System.nanoTime();
            if (condition.getAsBoolean() || left <= 0) {
                return;
            }
            next.await(left, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * The events after {@code position}, or {@code null} for a reader that is behind. If there are none, there are none up to {@code last}.
     *
     * @param last the newest position that readers may see
     */
    @Nullable
    public List<StoredEvent> after(long position, long last, int limit, Source source) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!held.isEmpty() && position < from) {
                return null;
            }
            if (held.isEmpty() || position > upTo) {
                // A reader that is ahead of what is held begins anew; the other readers read one page to reach its
                // position.
                clear(position);
            }
            var first = firstAfter(position);
            if (first == held.size() && upTo < last) {
                return fill(position, last, source, limit);
            }
            return List.copyOf(held.subList(first, Math.min(held.size(), first + limit)));
        } finally {
            lock.unlock();
        }
    }

    /** The index of the first held event after a position. */
    @GuardedBy("lock")
    private int firstAfter(long position) {
        int low = 0;
        int high = held.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (held.get(middle).seq() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @GuardedBy("lock")
    private List<StoredEvent> fill(long position, long last, Source source, int limit) throws InterruptedException {
        var read = source.read(upTo, last, PAGE);
        upTo = read.size() < PAGE ? last : read.getLast().seq();
        for (var event : read) {
            held.add(event);
            bytes += size(event);
        }
        var next = List.copyOf(held.subList(firstAfter(position), held.size()));
        trim();
        return next.subList(0, Math.min(next.size(), limit));
    }

    @GuardedBy("lock")
    private void trim() {
        var budget = Math.min(MOST_BYTES, readers * BYTES_A_READER);
        int gone = 0;
        while (gone < held.size() && bytes > budget) {
            from = held.get(gone).seq();
            bytes -= size(held.get(gone++));
        }
        held.subList(0, gone).clear();
    }

    @GuardedBy("lock")
    private void clear(long position) {
        held.clear();
        bytes = 0;
        from = position;
        upTo = position;
    }

    private static int size(StoredEvent event) {
        return event.json().length() + OVERHEAD;
    }
}
