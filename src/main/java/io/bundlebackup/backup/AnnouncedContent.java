package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFile;
import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.session.state.BundleId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Decides whether a big file that is delivered from its place still has the announced content. Unchanged attributes prove that. If only
 * the ctime has changed, the digest decides, because a change of rights, owners or links does not change the content. Thread-safe.
 */
final class AnnouncedContent {
    private static final int KNOWN = 1_000;
    private static final int LOCKS = 64;

    private final Workers workers;
    /** Each file is digested once at a time, for all requests together. */
    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);
    /** The attributes with which a file had its announced content when it was digested last. */
    private final Map<Wanted, Stat> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Stat> eldest) {
            return size() > KNOWN;
        }
    };

    private record Wanted(BundleId bundle, BigFile file) {}

    AnnouncedContent(Workers workers) {
        this.workers = workers;
    }

    /** Whether the file at the path has the announced content. Reads the whole file if only its ctime has changed. */
    boolean isStill(BundleId bundle, BigFile big, Directory root) throws IOException {
        try (var file = root.openFile(big.entry().path().bytes())) {
            return isStill(bundle, big, root, file);
        } catch (PosixException e) {
            FailedEntries.requireResources(e);
            // Missing, forbidden or broken: the announced content cannot be read.
            return false;
        }
    }

    /** As {@link #isStill(BundleId, BigFile, Directory)}, of an open file. */
    boolean isStill(BundleId bundle, BigFile big, Directory root, OpenFile file) throws IOException {
        if (big.isStill(file.stat())) {
            return true;
        }
        var wanted = new Wanted(bundle, big);
        var lock = locks[Math.floorMod(wanted.hashCode(), LOCKS)];
        try {
            lock.lockInterruptibly();
            try {
                return isKnown(wanted, file.stat()) || isSame(wanted, root, file);
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("looking at a file was interrupted");
        }
    }

    private boolean isKnown(Wanted wanted, Stat now) {
        synchronized (known) {
            var before = known.get(wanted);
            return before != null && Entries.same(before, now);
        }
    }

    private boolean isSame(Wanted wanted, Directory root, OpenFile file) throws IOException, InterruptedException {
        var found = workers.call(() -> wanted.file.sameContent(root, file));
        synchronized (known) {
            found.ifPresent(stat -> known.put(wanted, stat));
        }
        return found.isPresent();
    }
}
