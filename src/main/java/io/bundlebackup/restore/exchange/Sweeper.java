package io.bundlebackup.restore.exchange;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes trees in the background, one after the other. What a stop leaves is put aside, and goes with the next restore. Thread-safe. */
public final class Sweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 5;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("remove-trees").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    public Sweeper() {
        thread.allowCoreThreadTimeOut(true);
    }

    /** Something to remove. */
    public interface Sweep {
        void run() throws InterruptedException;
    }

    public void sweep(Sweep sweep) {
        thread.execute(() -> {
            try {
                sweep.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.error("Earlier states could not be removed; they take up space.", e);
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The removal of earlier states did not finish; the next restore continues it.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
