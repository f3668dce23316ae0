package io.bundlebackup.restore;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.RestoreTask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks into the new tree what has arrived, while more arrives: by the newest manifest that is there, in a slot that nobody waits for.
 * What goes wrong is dropped, and met again after the publication; so is the tree when what it was made from changes. The bundle's
 * thread begins, takes and closes; a thread of its own fills, and is gone when {@link #take} or {@link #close} return.
 */
final class EarlyFilling implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EarlyFilling.class);

    /** How long to wait for a slot, or with the next look at a manifest after one that took a tenth of this. */
    private static final long PAUSE_MILLIS = 500;

    private static final long LOOK_SHARE = 10;

    private final BundleRestore restore;
    private final RestoreTask task;
    private final String name;
    private boolean wanted;
    private boolean news;
    private boolean changed;
    private @Nullable Thread thread;
    /** Of the thread, until that is gone. */
    private @Nullable Filling filling;

    EarlyFilling(BundleRestore restore, RestoreTask task, String name) {
        this.restore = restore;
        this.task = task;
        this.name = name;
    }

    /** Something was uploaded. Thread-safe. */
    synchronized void arrived() {
        news = true;
        notifyAll();
    }

    /** What may be in the tree already is another now. Thread-safe. */
    synchronized void changed() {
        changed = true;
        news = true;
        notifyAll();
    }

    /** From here on what arrives is unpacked; what is there already too. */
    void begin(WorkDirectory work) {
        synchronized (this) {
            wanted = true;
            news = true;
        }
        thread = Thread.ofPlatform().name(name + "-early").daemon().start(() -> run(work));
    }

    private void run(WorkDirectory work) {
        try {
            while (awaitNews()) {
                restore.countUploads();
                if (!task.trySlot()) {
                    pause(PAUSE_MILLIS);
                    continue;
                }
                long begun = System.nanoTime();
                try {
                    fill(work);
                } finally {
                    task.giveBackSlot();
                }
                pause(Math.min(PAUSE_MILLIS, (System.nanoTime() - begun) / 1_000_000 / LOOK_SHARE));
            }
        } catch (InterruptedException e) {
            // It is closed.
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.info(
                    "What was unpacked early of {} is dropped, and met again when it is published: {}",
                    name,
                    e.toString());
            drop();
            discard(work);
        }
    }

    /** Until the publication nobody else would, and the application needs the space. */
    private void discard(WorkDirectory work) {
        try {
            restore.discardEarly(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("What was unpacked early of {} could not be removed; it takes up space: {}", name, e.getMessage());
        }
    }

    private synchronized boolean awaitNews() throws InterruptedException {
        while (wanted && !news) {
            wait();
        }
        news = false;
        return wanted;
    }

    /** Then looks again, whether there is news or not. */
    private synchronized void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; wanted && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private void fill(WorkDirectory work) throws IOException, InterruptedException {
        var newest = restore.newest();
        var current = filling;
        if (current != null
                && (takeChanged() || newest == null || !current.plan().isOf(newest))) {
            drop();
            current = null;
        }
        if (newest == null) {
            return;
        }
        if (current == null) {
            takeChanged();
            current = restore.begin(work, Plans.of(newest, work));
            filling = current;
        }
        boolean whole = current.fill(this::mayGoOn);
        synchronized (this) {
            news |= !whole;
        }
    }

    private synchronized boolean takeChanged() {
        var was = changed;
        changed = false;
        return was;
    }

    private synchronized boolean mayGoOn() {
        return wanted && !changed && !task.isSlotWanted();
    }

    private void drop() {
        var dropped = filling;
        filling = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    /** Stops, at the next part or file; what there is, if it is good for this manifest; the caller closes it. */
    @Nullable
    Filling take() throws InterruptedException {
        stop();
        var ended = thread;
        if (ended != null) {
            ended.join();
        }
        thread = null;
        var taken = filling;
        var newest = newest();
        if (taken == null || takeChanged() || newest == null || !taken.plan().isOf(newest)) {
            drop();
            return null;
        }
        filling = null;
        return taken;
    }

    private @Nullable Generation newest() {
        try {
            return restore.newest();
        } catch (ProblemException e) {
            // Said when it is asked for again.
            return null;
        }
    }

    private synchronized void stop() {
        wanted = false;
        notifyAll();
    }

    @Override
    public void close() {
        stop();
        var running = thread;
        if (running != null) {
            running.interrupt();
            OwnThread.awaitEnd(running);
            thread = null;
        }
        drop();
    }
}
