package io.bundlebackup.upload.store;

import io.bundlebackup.archive.unpack.ArrivedContent;
import io.bundlebackup.session.state.BundleId;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this process computed of the content of files while they arrived, by bundle and name of the file. Some 300 bytes each; of files beyond
 * the {@value #MOST}th, and of files that arrived before a restart, nothing is known. Thread-safe.
 */
public final class Arrivals {
    private static final int MOST = 50_000;
    private static final int MOST_READINGS = 16;

    private record Key(BundleId bundle, String file) {}

    private final ConcurrentHashMap<Key, ArrivedContent> known = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    /** A tar may have a header of 1 MiB, so that not all clients may let the service read one at once. */
    private final Semaphore readings = new Semaphore(MOST_READINGS);

    /** Remembers what was computed of a file, whose name is used once. */
    public void put(BundleId bundle, String file, ArrivedContent content) {
        if (count.get() < MOST && known.put(new Key(bundle, file), content) == null) {
            count.incrementAndGet();
        }
    }

    public Optional<ArrivedContent> find(BundleId bundle, String file) {
        return Optional.ofNullable(known.get(new Key(bundle, file)));
    }

    /** Whether a tar may be read while it arrives; {@link #endReading} has to follow then. */
    public boolean tryBeginReading() {
        return readings.tryAcquire();
    }

    public void endReading() {
        readings.release();
    }

    void forget(BundleId bundle, String file) {
        if (known.remove(new Key(bundle, file)) != null) {
            count.decrementAndGet();
        }
    }

    void forget(BundleId bundle) {
        known.keySet().stream().filter(key -> key.bundle.equals(bundle)).forEach(key -> forget(bundle, key.file));
    }
}
