package io.bundlebackup.upload;

import io.bundlebackup.archive.Workers;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows of each bundle the {@link Resolution} of its chain, once it was made. It is good until a manifest comes or goes, lies beside the
 * uploads, and goes with them. Nothing of it outlives the process: the next one makes it again when it is asked. Thread-safe.
 */
final class Resolutions {
    private static final Logger log = LoggerFactory.getLogger(Resolutions.class);

    private final ManifestRows rows;
    private final UploadFiles files;
    private final BundleLocks locks;
    private final Workers workers;
    /** Held while one is made, so that nobody makes it twice; the locks of bundles are taken inside. */
    private final BundleLocks making = new BundleLocks();

    private final ConcurrentHashMap<BundleKey, Resolution> known = new ConcurrentHashMap<>();

    Resolutions(ManifestRows rows, UploadFiles files, BundleLocks locks, Workers workers) {
        this.rows = rows;
        this.files = files;
        this.locks = locks;
        this.workers = workers;
    }

    /** That of this chain; nothing if it was not made yet, or the chain needs none. */
    Optional<Resolution> find(BundleKey key, Chain chain) {
        return Optional.ofNullable(known.get(key)).filter(found -> found.isOf(chain));
    }

    /**
     * Makes it, if the chain needs one: a worker reads all its manifests, and this thread waits. The lock of the bundle must not be
     * held. If the chain changes meanwhile nothing is made, and that is no failure.
     *
     * @param chains the present one
     * @throws io.bundlebackup.manifest.InvalidManifestException if what further names of files call their first is none
     */
    void make(BundleKey key, Supplier<Optional<Chain>> chains) throws IOException, InterruptedException {
        try (var _ = making.lockInterruptibly(key)) {
            var chain = chains.get().filter(Chain::isOpen);
            if (chain.isEmpty()) {
                drop(key, known.remove(key));
            } else if (find(key, chain.get()).isEmpty()) {
                make(key, chain.get(), chains);
            }
        }
    }

    private void make(BundleKey key, Chain chain, Supplier<Optional<Chain>> chains)
            throws IOException, InterruptedException {
        Resolution made;
        try {
            made = workers.carryOut(() -> new Resolving(files, rows, key, chain).make());
        } catch (NoSuchFileException e) {
            if (isPresent(chain, chains)) {
                throw e;
            }
            return;
        }
        @Nullable Resolution dropped = made;
        try (var _ = locks.lock(key)) {
            if (isPresent(chain, chains)) {
                dropped = known.put(key, made);
            }
        } finally {
            drop(key, dropped);
        }
    }

    private static boolean isPresent(Chain chain, Supplier<Optional<Chain>> chains) {
        return chains.get()
                .filter(present -> present.files().equals(chain.files()))
                .isPresent();
    }

    private void drop(BundleKey key, @Nullable Resolution dropped) {
        if (dropped == null) {
            return;
        }
        rows.forgetWanted(key, dropped.file());
        try {
            files.delete(key, dropped.file());
        } catch (IOException e) {
            log.warn("A file of uploads could not be removed; the next start of the service does.", e);
        }
    }

    /** Everything of a bundle was removed; who says so holds its lock. */
    void forget(BundleKey key) {
        known.remove(key);
    }
}
