package io.bundlebackup.upload.store;

import io.bundlebackup.session.state.BundleId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for each bundle: it serialises changes of the bundle's uploads and its publication. A lock exists while it is held or waited
 * for. No body is read and no digest is computed under a lock. Thread-safe.
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

    private final ConcurrentHashMap<BundleId, Counted> locks = new ConcurrentHashMap<>();

    /** Waits for the lock; closing the result lets it go. */
    public Held lock(BundleId bundle) {
        var counted = use(bundle);
        counted.lock.lock();
        return () -> {
            counted.lock.unlock();
            leave(bundle);
        };
    }

    private Counted use(BundleId bundle) {
        return locks.compute(bundle, (k, found) -> {
            var one = found == null ? new Counted() : found;
            one.users++;
            return one;
        });
    }

    private void leave(BundleId bundle) {
        locks.computeIfPresent(bundle, (k, found) -> --found.users == 0 ? null : found);
    }

    public int size() {
        return locks.size();
    }
}
