package io.bundlebackup.upload.store;

import io.bundlebackup.session.state.BundleId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks of bundles and of their uploads. The lock of an upload serialises changes of that upload; changes of different uploads of a
 * bundle run beside each other and share the flushes of the database. The lock of a bundle excludes changes of all its uploads, for its
 * publication and its end. A lock exists while it is held or waited for. No body is read, no digest is computed and no file is flushed
 * under a lock. Thread-safe.
 */
public final class BundleLocks {
    /** Closes without an exception. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @param uri {@code null} for the bundle as a whole */
    private record Key(BundleId bundle, @Nullable String uri) {}

    private static final class Counted {
        final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        int users;
    }

    private final ConcurrentHashMap<Key, Counted> locks = new ConcurrentHashMap<>();

    /** Waits for the lock of a bundle; closing the result releases it. */
    public Held lock(BundleId bundle) {
        var key = new Key(bundle, null);
        return hold(key, use(key).lock.writeLock());
    }

    /** Waits for the lock of an upload, or of a file that another change of the bundle names; closing the result releases it. */
    public Held lock(BundleId bundle, String uri) {
        var whole = new Key(bundle, null);
        var shared = hold(whole, use(whole).lock.readLock());
        var key = new Key(bundle, uri);
        var own = hold(key, use(key).lock.writeLock());
        return () -> {
            own.close();
            shared.close();
        };
    }

    /** As {@link #lock(BundleId, String)}. */
    public Held lock(UploadName name) {
        return lock(name.bundle(), name.uri());
    }

    private Held hold(Key key, Lock lock) {
        lock.lock();
        return () -> {
            lock.unlock();
            locks.computeIfPresent(key, (k, found) -> --found.users == 0 ? null : found);
        };
    }

    private Counted use(Key key) {
        return locks.compute(key, (k, found) -> {
            var one = found == null ? new Counted() : found;
            one.users++;
            return one;
        });
    }

    public int size() {
        return locks.size();
    }
}
