package io.bundlebackup.backup;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.Removal;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.StagedBytes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The staging area: where packed files wait for their clients, and how much space they may take (`docs/semantics.md`). Space is reserved
 * before it is written and given back when the file is closed or its bundle ends. Thread-safe.
 */
public final class Staging implements StagedBytes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Staging.class);
    private static final int ALWAYS = 2;
    private static final long LOOK_AGAIN_SECONDS = 1;

    /** Space of one file: how much, and whether it is written yet. */
    private record Reserved(long bytes, boolean written) {}

    private final Path root;
    private final StagingSettings settings;
    private final Removal removal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<BundleId, Map<String, Reserved>> reserved = new HashMap<>();

    @GuardedBy("lock")
    private @Nullable FileStore store;

    @GuardedBy("lock")
    private long total;

    @GuardedBy("lock")
    private long unwritten;

    Staging(Path root, StagingSettings settings) {
        this.root = root;
        this.settings = settings;
        this.removal = new Removal(root, "remove-staged");
    }

    /**
     * Makes the directory of one bundle of one session, empty.
     *
     * @param prefix what the names of its delivered files begin with
     */
    public StagedBundle open(BundleId bundle, String prefix) throws IOException {
        discard(bundle);
        var staged = new StagedBundle(at(bundle).directory(), prefix);
        Files.createDirectories(staged.files());
        Files.createDirectories(staged.manifests());
        return staged;
    }

    /**
     * Where the files of a bundle are, whether there are any or not. No directory is shared by the bundles of a session, so that the end
     * of one cannot meet the begin of another.
     */
    StagedBundle at(BundleId bundle) {
        var directory = BundleName.parse(bundle.name()).orElseThrow().directoryName();
        return new StagedBundle(root.resolve(bundle.sessionId() + "." + directory), "");
    }

    /** Reserves space for a file if it may be had at once. */
    boolean tryReserve(BundleId bundle, String uri, long bytes) throws IOException {
        lock.lock();
        try {
            var own = reserved.computeIfAbsent(bundle, k -> new TreeMap<>());
            var allowed =
                    own.size() < ALWAYS || total + bytes <= settings.maxSize().toBytes();
            if (!allowed || usable() - unwritten - bytes < settings.minFree().toBytes()) {
                return false;
            }
            put(own, uri, new Reserved(bytes, false));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Counts what an earlier process has staged for a bundle; what its client has closed is removed. */
    void adopt(BundleId bundle, Predicate<String> isClosed) throws IOException {
        try (var files = Files.newDirectoryStream(at(bundle).files())) {
            for (var file : files) {
                var uri = String.valueOf(file.getFileName());
                if (isClosed.test(uri)) {
                    Files.deleteIfExists(file);
                    continue;
                }
                lock.lock();
                try {
                    put(
                            reserved.computeIfAbsent(bundle, k -> new TreeMap<>()),
                            uri,
                            new Reserved(Files.size(file), true));
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Removes what is in the staging area and in none of these directories. */
    void keepOnly(Set<Path> directories) {
        try (var found = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var directory : found) {
                if (!directories.contains(directory) && !Removal.isAside(directory)) {
                    removal.remove(removal.putAside(directory), () -> {});
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("The staging area could not be searched for files that no backup needs: {}", e.toString());
        }
    }

    /**
     * Waits until space can be had.
     *
     * @throws BundleFailedException 13900025 if the disk is full and nothing that others have staged can free it
     */
    void reserve(BundleId bundle, String uri, long bytes)
            throws IOException, InterruptedException, BundleFailedException {
        while (!tryReserve(bundle, uri, bytes)) {
            lock.lockInterruptibly();
            try {
                if (total == 0) {
                    throw new BundleFailedException(
                            Failure.of(ErrorCode.NO_SPACE, "The service's disk is too full to pack another file"),
                            null);
                }
                freed.await(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
            } finally {
                lock.unlock();
            }
        }
    }

    @GuardedBy("lock")
    private void put(Map<String, Reserved> own, String uri, Reserved space) {
        count(own.put(uri, space), -1);
        count(space, 1);
    }

    @GuardedBy("lock")
    private void count(@Nullable Reserved space, int sign) {
        if (space != null) {
            total += sign * space.bytes;
            unwritten += space.written ? 0 : sign * space.bytes;
        }
    }

    @GuardedBy("lock")
    private long usable() throws IOException {
        var known = store;
        if (known == null) {
            // Finding it reads the table of mounts, which takes longer than packing a small part.
            known = Files.getFileStore(root);
            store = known;
        }
        return FreeSpace.of(known);
    }

    /** The file turned out to be so large. */
    void settle(BundleId bundle, String uri, long bytes) {
        lock.lock();
        try {
            var own = reserved.get(bundle);
            if (own != null && own.containsKey(uri)) {
                put(own, uri, new Reserved(bytes, true));
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes one delivered file and its reservation; repeatable. */
    void drop(BundleId bundle, String uri) throws IOException {
        Files.deleteIfExists(at(bundle).file(uri));
        lock.lock();
        try {
            var own = reserved.get(bundle);
            if (own != null) {
                count(own.remove(uri), -1);
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts everything of a bundle out of reach, at once; repeatable. It is removed in the background, however much it is, and counts
     * as staged until then.
     */
    public void discard(BundleId bundle) {
        try {
            putAside(bundle);
        } catch (IOException e) {
            log.warn("What was staged for {} could not be removed yet; the service tries again.", bundle.name(), e);
            removal.tryAgain(() -> putAside(bundle));
        }
    }

    private void putAside(BundleId bundle) throws IOException {
        try {
            var aside = removal.putAside(at(bundle).directory());
            var own = take(bundle);
            removal.remove(aside, () -> forget(own));
        } catch (NoSuchFileException e) {
            forget(take(bundle));
        }
    }

    /** What is reserved for a bundle is no longer known as its own; it counts still. */
    private Map<String, Reserved> take(BundleId bundle) {
        lock.lock();
        try {
            var own = reserved.remove(bundle);
            return own == null ? Map.of() : own;
        } finally {
            lock.unlock();
        }
    }

    private void forget(Map<String, Reserved> taken) {
        lock.lock();
        try {
            taken.values().forEach(each -> count(each, -1));
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Path root() {
        return root;
    }

    /** Goes on removing what an earlier process had not finished removing. */
    void resumeRemoval() throws IOException {
        removal.resume();
    }

    @Override
    public void close() {
        removal.close();
    }

    /** Bytes staged, or about to be. */
    @Override
    public long stagedBytes() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }
}
