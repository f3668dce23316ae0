package io.bundlebackup.restore;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.RestoreTask;
import io.bundlebackup.upload.Generation;
import io.bundlebackup.upload.Generations;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
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

    /** How long to wait for a slot. */
    private static final long PAUSE_MILLIS = 500;
    /** To find the paths of big files means to read the manifest: at most a fifth of the time goes into that. */
    private static final int REST = 4;

    private static final int MOST_PARTS = 10_000;

    private final NewTrees trees;
    private final RestoreTask task;
    private final String name;
    private boolean wanted;
    private boolean news;
    private boolean changed;
    /** Parts that have arrived since the last look; more than these are found by a look at everything. */
    private final Set<String> parts = new LinkedHashSet<>();
    /** Something else has arrived. */
    private boolean others;

    private @Nullable Thread thread;
    /** Of the thread, until that is gone. */
    private @Nullable Filling filling;
    /** When everything may be looked at again, by the clock of nanoseconds. */
    private long nextLook;

    EarlyFilling(NewTrees trees, RestoreTask task, String name) {
        this.trees = trees;
        this.task = task;
        this.name = name;
    }

    /** Something was uploaded. Thread-safe. */
    synchronized void arrived(String uri) {
        news = true;
        if (Plan.looksLikePart(uri) && parts.size() < MOST_PARTS) {
            parts.add(uri);
        } else {
            others = true;
        }
        notifyAll();
    }

    /** A manifest came, or an upload is another or gone: what is in the tree may not be what is to be there. Thread-safe. */
    synchronized void changed(String uri) {
        if (Plan.looksLikePart(uri)) {
            arrived(uri);
        } else if (!Generations.isIndex(uri)) {
            // Only the manifest knows which file of the tree it is.
            changed = true;
        }
        news = true;
        notifyAll();
    }

    /**
     * From here on what arrives is unpacked.
     *
     * @param all what is there already too, at once; without that nothing is on the disk before something arrives
     */
    void begin(WorkDirectory work, boolean all) {
        synchronized (this) {
            wanted = true;
            parts.clear();
            changed = false;
            news = all;
            others = all;
            nextLook = System.nanoTime();
        }
        thread = Thread.ofPlatform().name(name + "-early").daemon().start(() -> run(work));
    }

    private void run(WorkDirectory work) {
        try {
            while (awaitNews()) {
                try {
                    trees.countUploads();
                    look(work);
                } catch (IOException | RuntimeException e) {
                    // Also what passes: two newest generations until the third is there, an upload that was just
                    // replaced.
                    log.info(
                            "What was unpacked early of {} is dropped, and met again when it is published: {}",
                            name,
                            e.toString());
                    drop(work);
                    forget();
                }
            }
        } catch (InterruptedException e) {
            // It is closed.
            Thread.currentThread().interrupt();
        }
    }

    private void look(WorkDirectory work) throws IOException, InterruptedException {
        if (task.trySlot()) {
            try {
                fill(work);
            } finally {
                task.giveBackSlot();
            }
        } else {
            pause(PAUSE_MILLIS);
        }
    }

    private synchronized boolean awaitNews() throws InterruptedException {
        while (wanted && !news && parts.isEmpty() && !mayLook()) {
            long left = others ? Math.max(1, (nextLook - System.nanoTime()) / 1_000_000) : 0;
            wait(left);
        }
        news = false;
        return wanted;
    }

    private boolean mayLook() {
        return others && System.nanoTime() - nextLook >= 0;
    }

    /** Then looks again, whether there is news or not. */
    private synchronized void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; wanted && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private void fill(WorkDirectory work) throws IOException, InterruptedException {
        var newest = trees.newest();
        var current = filling;
        if (current != null
                && (takeChanged() || newest == null || !current.plan().isOf(newest))) {
            drop(work);
            current = null;
        }
        if (newest == null) {
            // A manifest is a change; then everything is looked at.
            forget();
            return;
        }
        if (current == null) {
            takeChanged();
            current = trees.begin(work, Plans.of(newest));
            filling = current;
            synchronized (this) {
                others = true;
                nextLook = System.nanoTime();
            }
        }
        fill(current);
    }

    private void fill(Filling current) throws IOException, InterruptedException {
        Set<String> arrived;
        boolean look;
        synchronized (this) {
            arrived = new LinkedHashSet<>(parts);
            parts.clear();
            look = mayLook();
            others &= !look;
        }
        if (arrived.stream().anyMatch(current::hasPart)) {
            // It was uploaded again, and what is in the tree is from what it was before.
            synchronized (this) {
                changed = true;
                news = true;
            }
            return;
        }
        boolean whole = current.fillParts(arrived, this::mayGoOn);
        if (look && whole) {
            var read = current.fill(this::mayGoOn);
            whole = read.whole();
            nextLook = System.nanoTime() + REST * read.nanos();
        }
        synchronized (this) {
            // What was not come to is found by the next look at everything.
            news |= !whole;
            others |= !whole;
        }
    }

    private synchronized void forget() {
        parts.clear();
        others = false;
    }

    private synchronized boolean takeChanged() {
        var was = changed;
        changed = false;
        return was;
    }

    private synchronized boolean mayGoOn() {
        return wanted && !changed && !task.isSlotWanted();
    }

    /** Until the publication nobody else would, and the application needs the space. */
    private void drop(WorkDirectory work) {
        drop();
        try {
            trees.discard(work);
        } catch (IOException e) {
            log.warn("What was unpacked early of {} could not be removed; it takes up space: {}", name, e.getMessage());
        }
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
    Filling take() throws IOException, InterruptedException {
        stop();
        var ended = thread;
        if (ended != null) {
            ended.join();
        }
        thread = null;
        var taken = filling;
        var newest = newest();
        if (taken == null || isStale(taken) || newest == null || !taken.plan().isOf(newest)) {
            drop();
            return null;
        }
        filling = null;
        return taken;
    }

    /** Whether something that is in it was uploaded again, and the thread has not come to that. */
    private synchronized boolean isStale(Filling taken) {
        return changed || parts.stream().anyMatch(taken::hasPart);
    }

    private @Nullable Generation newest() throws IOException, InterruptedException {
        try {
            return trees.newest();
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
