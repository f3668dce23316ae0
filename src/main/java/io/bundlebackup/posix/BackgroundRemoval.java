package io.bundlebackup.posix;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes trees on a thread of its own, one after the other, so that no caller waits for a hundred thousand files. What is not removed
 * before a stop has to be found again by the next start. Thread-safe.
 */
public final class BackgroundRemoval implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackgroundRemoval.class);
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 5;

    private final ThreadPoolExecutor thread;

    /** One removal. */
    public interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** @param name of the thread */
    public BackgroundRemoval(String name) {
        // Tasks after the stop are discarded.
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs a removal later; an error is logged. */
    public void execute(Task task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                log.error("Files could not be removed; they take up space until the next start.", e);
            }
        });
    }

    /** Interrupts the removal that is running and waits a moment for its end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The service stopped before all files were removed; the next start removes the rest.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
