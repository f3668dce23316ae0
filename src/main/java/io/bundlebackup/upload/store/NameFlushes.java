package io.bundlebackup.upload.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flushes the names in directories, and shares each flush between all threads that wait for names in the same directory. A directory that
 * was never flushed by this process counts as changed. Thread-safe.
 */
final class NameFlushes {
    private static final class Directory {
        final AtomicLong changes = new AtomicLong(1);
        final ReentrantLock flushing = new ReentrantLock();
        /** How many changes are durable. */
        volatile long durable;
    }

    private final ConcurrentHashMap<Path, Directory> directories = new ConcurrentHashMap<>();
    private final DirectoryFlush flush;

    /** Flushes the names in a directory. */
    interface DirectoryFlush {
        void flush(Path directory) throws IOException;
    }

    NameFlushes(DirectoryFlush flush) {
        this.flush = flush;
    }

    /** A name was added to a directory. */
    void changed(Path directory) {
        of(directory).changes.incrementAndGet();
    }

    /**
     * All names that were added to a directory are durable on return.
     *
     * @throws NoSuchFileException if there is no such directory
     */
    void flush(Path directory) throws IOException {
        var state = of(directory);
        long wanted = state.changes.get();
        if (state.durable >= wanted) {
            return;
        }
        state.flushing.lock();
        try {
            if (state.durable < wanted) {
                long flushed = state.changes.get();
                flush.flush(directory);
                state.durable = flushed;
            }
        } catch (NoSuchFileException e) {
            forget(directory);
            throw e;
        } finally {
            state.flushing.unlock();
        }
    }

    /** A directory is gone. */
    void forget(Path directory) {
        directories.remove(directory);
    }

    private Directory of(Path directory) {
        return directories.computeIfAbsent(directory, _ -> new Directory());
    }

    /** How many threads wait for a flush of a directory to end, for tests. */
    int waiting(Path directory) {
        return of(directory).flushing.getQueueLength();
    }
}
