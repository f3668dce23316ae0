package io.bundlebackup.restore;

import io.bundlebackup.archive.tree.Interrupts;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what has been uploaded of a bundle, on a thread of its own, so that no upload waits for that. Counting reads a row for each
 * delivered file, so the thread rests in between. {@link #changed} is thread-safe; the other methods are for the bundle's thread.
 */
final class UploadCount implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadCount.class);

    /** So many times as long as it has counted the thread rests. */
    private static final long REST = 10;

    private final String name;
    private final Runnable count;
    private final Semaphore changes = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** @param count counts, and records the result */
    UploadCount(String name, Runnable count) {
        this.name = name;
        this.count = count;
    }

    /** Something was uploaded, replaced or deleted. */
    void changed() {
        changes.release();
    }

    void begin() {
        thread = Thread.ofPlatform()
                .name("restore-" + name + "-uploads")
                .daemon()
                .start(this::run);
    }

    private void run() {
        long rest = 0;
        try {
            while (true) {
                changes.acquire();
                if (closed.await(rest, TimeUnit.NANOSECONDS)) {
                    return;
                }
                changes.drainPermits();
                long begun = System.nanoTime();
                count();
                rest = REST * (System.nanoTime() - begun);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count() {
        try {
            count.run();
        } catch (RuntimeException e) {
            // Some causes pass: two newest generations, until the third is uploaded.
            log.debug("What was uploaded of {} cannot be counted: {}", name, e.toString());
        }
    }

    @Override
    public void close() {
        var running = thread;
        if (running != null) {
            closed.countDown();
            changed();
            Interrupts.awaitUninterruptibly(running::join);
            thread = null;
        }
    }
}
