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
 * The threads that pack, unpack and digest: one for each processor, shared by all bundles. The queue is bounded by the number
 * of slots times the jobs of one bundle.
 */
public final class Workers implements AutoCloseable {
    private final int count = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("work-", 1).daemon().factory());

    /** The number of threads. */
    public int count() {
        return count;
    }

    /** Runs the work when a thread is free. */
    public <T> Job<T> submit(Callable<T> work) {
        var job = new Job<>(work);
        threads.execute(job);
        return job;
    }

    /**
     * Runs the work and waits for the result. For virtual threads, which would occupy their carrier while they read and
     * digest for minutes. When the caller is interrupted, the work is stopped first.
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

    /** Submitted work. */
    public static final class Job<T> implements Runnable {
        private final FutureTask<T> task;
        private final CountDownLatch ended = new CountDownLatch(1);
        /** Set by the thread that runs the work, or by {@link #stop} before a thread runs it. */
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
                // An interrupt for this work must not reach the next work on this thread.
                Thread.interrupted();
                ended.countDown();
            }
        }

        /** Waits for the result of the work, or throws its exception. */
        public T result() throws IOException, InterruptedException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw Rethrown.of(e.getCause());
            }
        }

        /**
         * Interrupts the work and waits until it has closed its files, which takes at most the read of one file. Work that
         * has not begun never begins, and this method does not wait for it: the threads may be busy with other bundles.
         */
        public void stop() {
            if (taken.compareAndSet(false, true)) {
                task.cancel(false);
            } else if (task.cancel(true) || task.state() == Future.State.CANCELLED) {
                Interrupts.awaitUninterruptibly(ended::await);
            }
        }
    }
}
