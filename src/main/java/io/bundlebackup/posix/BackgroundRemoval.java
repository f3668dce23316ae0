package io.bundlebackup.posix;

import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes trees on a thread of its own, one after the other, so that no caller waits for a hundred thousand files. A removal that fails
 * is tried again, after a second at first and after ten minutes at most. What is not removed before a stop has to be found again by the
 * next start. Thread-safe.
 */
public final class BackgroundRemoval implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackgroundRemoval.class);
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 5;

    private static final long FIRST_DELAY_SECONDS = 1;
    private static final long LONGEST_DELAY_SECONDS = 600;

    private final ScheduledThreadPoolExecutor thread;

    /** One removal; it may be repeated. */
    public interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** @param name of the thread */
    public BackgroundRemoval(String name) {
        // Tasks after the stop are discarded.
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs a removal later, and again after an error. */
    public void execute(Task task) {
        thread.execute(() -> run(task, FIRST_DELAY_SECONDS));
    }

    /** Runs a removal now, and again later after an error. */
    public void attempt(Task task) {
        run(task, FIRST_DELAY_SECONDS);
    }

    private void run(Task task, long delay) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            long next = Math.min(2 * delay, LONGEST_DELAY_SECONDS);
            thread.schedule(() -> run(task, next), delay, TimeUnit.SECONDS);
            if (delay == FIRST_DELAY_SECONDS) {
                log.error("Files could not be removed yet; they take up space until a later try succeeds.", e);
            }
        }
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
