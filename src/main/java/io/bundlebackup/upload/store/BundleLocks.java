package io.bundlebackup.upload.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock a bundle: what becomes of its uploads and whether it is published is decided by one at a time. There are as many as are
 * held or waited for. No body is read and no digest computed under one. Thread-safe.
 */
public final class BundleLocks {
    /** Closes without an exception. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Counted {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    private final ConcurrentHashMap<BundleKey, Counted> locks = new ConcurrentHashMap<>();

    /** Waits for the lock; closing the result lets it go. */
    public Held lock(BundleKey key) {
        var counted = use(key);
        counted.lock.lock();
        return () -> {
            counted.lock.unlock();
            leave(key);
        };
    }

    /** As {@link #lock}, unless the thread is interrupted while it waits. */
    Held lockInterruptibly(BundleKey key) throws InterruptedException {
        var counted = use(key);
        try {
            counted.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(key);
            throw e;
        }
        return () -> {
            counted.lock.unlock();
            leave(key);
        };
    }

    private Counted use(BundleKey key) {
        return locks.compute(key, (k, found) -> {
            var one = found == null ? new Counted() : found;
            one.users++;
            return one;
        });
    }

    private void leave(BundleKey key) {
        locks.computeIfPresent(key, (k, found) -> --found.users == 0 ? null : found);
    }

    public int size() {
        return locks.size();
    }
}
