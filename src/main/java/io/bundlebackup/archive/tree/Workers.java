package io.bundlebackup.archive.tree;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that pack, unpack and digest: as many as processors, shared by all bundles. What waits for them is bounded by the slots times
 * what one bundle has under way.
 */
public final class Workers implements AutoCloseable {
    private final int count = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("work-", 1).daemon().factory());

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Has it done when a thread is free. */
    public <T> Job<T> submit(Callable<T> work) {
        var job = new Job<>(work);
        threads.execute(job);
        return job;
    }

    /**
     * Has it done and waits for it: for virtual threads, whose carrier minutes of reading and digesting would keep from all requests.
     * Interrupted, it is stopped first.
     */
    public <T> T call(Callable<T> work) throws IOException, InterruptedException {
        var job = submit(work);
        try {
            return job.result();
        } finally {
            job.stop();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One piece of work. */
    public static final class Job<T> implements Runnable {
        private final FutureTask<T> task;
        private final CountDownLatch ended = new CountDownLatch(1);
        /** Somebody has it: the thread that does it, or whoever stopped it before one did. */
        private final AtomicBoolean taken = new AtomicBoolean();

        /** Whether {@link #result} would not wait. */
        public boolean isDone() {
            return task.isDone();
        }

        private Job(Callable<T> work) {
            task = new FutureTask<>(work);
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            try {
                task.run();
            } finally {
                // An interrupt meant for this work is not meant for the next one on this thread.
                Thread.interrupted();
                ended.countDown();
            }
        }

        /** What came of it; what it threw. */
        public T result() throws IOException, InterruptedException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw Rethrown.of(e.getCause());
            }
        }

        /**
         * Interrupts the work and waits until it has let go of its files; that is at most one file's read away. Work that has not begun
         * never does, and is not waited for: the threads may be busy with other bundles for as long as those like.
         */
        public void stop() {
            if (taken.compareAndSet(false, true)) {
                task.cancel(false);
            } else if (task.cancel(true) || task.state() == Future.State.CANCELLED) {
                boolean interrupted = false;
                while (true) {
                    try {
                        ended.await();
                        break;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
