package io.bundlebackup.upload.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads that flush files: a virtual thread that flushes occupies its carrier, so two slow flushes would stop all requests on
 * a machine with two processors. The queue is bounded by the number of requests, because each waits for its own flushes. Thread-safe.
 */
final class FlushThreads implements AutoCloseable {
    private static final int MOST = 32;
    private static final int IDLE_SECONDS = 10;

    /** Flushes a file or a directory. */
    interface Flush {
        void run() throws IOException;
    }

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MOST,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("flush-uploads-", 0).daemon().factory());

    FlushThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Begins a flush; {@link #await} has to follow. */
    Future<?> start(Flush flush) {
        return threads.submit(() -> {
            flush.run();
            return true;
        });
    }

    /** Waits for a flush, and throws what that threw. */
    static void await(Future<?> flush) throws IOException {
        try {
            flush.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IOException("A flush failed.", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The service is stopping.");
        }
    }

    /** Flushes that have begun come to their end. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
