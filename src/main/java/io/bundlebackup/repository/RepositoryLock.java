package io.bundlebackup.repository;

import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a repository that restic and rustic honour: a file in {@code locks/}, which a thread writes anew every 5 minutes. Any number of
 * processes may have a common lock, or one an exclusive lock. Stale locks of others are removed.
 */
public final class RepositoryLock implements AutoCloseable {
    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A predecessor in a container has this process's host and number; what is not here is the predecessor's. */
    private static final Set<FileName> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final SealedFiles files;
    private final InstantSource clock;
    private final boolean exclusive;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable FileName name;

    private RepositoryLock(SealedFiles files, InstantSource clock, boolean exclusive) {
        this.files = files;
        this.clock = clock;
        this.exclusive = exclusive;
    }

    /**
     * Takes a lock.
     *
     * @param exclusive for deletions; otherwise only exclusive locks of others are waited for
     * @throws RepositoryLockedException if another process still has its lock after the wait
     */
    static RepositoryLock acquire(SealedFiles files, InstantSource clock, boolean exclusive, Duration wait)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        var pause = SHORTEST_PAUSE;
        while (true) {
            var lock = new RepositoryLock(files, clock, exclusive);
            var other = lock.attempt();
            if (other == null) {
                lock.refreshInBackground();
                return lock;
            }
            if (System.nanoTime() + pause.toNanos() > deadline) {
                throw new RepositoryLockedException("the repository is locked: " + other);
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        var ignored = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Takes the lock unless another excludes it; returns the other. Of two that come at once, the later one at least sees the other at its
     * second look. restic waits 200 ms before that look for the sake of places that show new files late; a directory shows them at once.
     */
    private @Nullable String attempt() throws IOException {
        var other = other();
        if (other != null) {
            return other;
        }
        write();
        boolean taken = false;
        try {
            other = other();
            taken = other == null;
            return other;
        } finally {
            if (!taken) {
                remove();
            }
        }
    }

    private void write() throws IOException {
        var written = files.save(
                FileType.LOCK, LockFile.own(clock.instant(), exclusive).json());
        OF_THIS_PROCESS.add(written);
        name = written;
    }

    private @Nullable String other() throws IOException {
        for (var file : files.list(FileType.LOCK)) {
            if (file.equals(name) || files.place().size(file).orElse(0) == 0) {
                continue;
            }
            try {
                var lock = LockFile.parse(files.load(file));
                if (isStale(lock, file)) {
                    files.place().remove(file);
                } else if (lock.excludes(exclusive)) {
                    return lock.toString();
                }
            } catch (NoSuchFileException e) {
                // The other process has just given the lock back.
                continue;
            } catch (DamagedFileException e) {
                return e.getMessage() + "; \"restic unlock --remove-all\" removes it if no process uses the repository";
            }
        }
        return null;
    }

    private boolean isStale(LockFile lock, FileName file) {
        return lock.isStale(clock.instant()) || lock.isOfThisProcess() && !OF_THIS_PROCESS.contains(file);
    }

    private void refreshInBackground() {
        Thread.ofVirtual().name("repository-lock").start(() -> {
            try {
                while (!closed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                    refresh();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * A refresh that fails is tried again after 5 minutes; {@link #requireHeld} notices when that was too late. If only the old file cannot be
     * removed, the new one is the lock.
     */
    private synchronized void refresh() {
        var old = name;
        if (old == null) {
            return;
        }
        try {
            if (files.place().size(old).isPresent()) {
                write();
                drop(old);
            }
        } catch (IOException e) {
            // As said above.
            return;
        }
    }

    /**
     * Checks that no other process has removed this lock as a stale one: the process was stopped for long, or the clock jumped.
     *
     * @throws RepositoryLockedException if that has happened; what was found under the lock may not be true any more
     */
    public synchronized void requireHeld() throws IOException {
        var held = name;
        if (held == null || files.place().size(held).isEmpty()) {
            throw new RepositoryLockedException(
                    "another process has removed the lock on the repository as a stale one");
        }
    }

    /** A lock that is given back is stale for this process, also if its file cannot be removed now. */
    private void drop(FileName file) throws IOException {
        OF_THIS_PROCESS.remove(file);
        files.place().remove(file);
    }

    private synchronized void remove() throws IOException {
        var held = name;
        name = null;
        if (held != null) {
            drop(held);
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        remove();
    }
}
