package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.restore.exchange.WorkDirectory;
import io.bundlebackup.session.work.RestoreTask;
import io.bundlebackup.upload.chain.Generation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks into the new tree what has arrived, while more arrives: by the newest manifest that is there, in a slot that nobody waits for.
 * What goes wrong is dropped, and met again after the publication; so is the tree when what it was made from changes. The bundle's
 * thread begins, takes and closes; a thread of its own fills, and is gone when {@link #take} or {@link #close} return.
 */
public final class EarlyUnpack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EarlyUnpack.class);

    /** How long to wait for a slot. */
    private static final long PAUSE_MILLIS = 500;

    private final TreeRestorer trees;
    private final RestoreTask task;
    private final String name;
    private final UnpackQueue news = new UnpackQueue();
    private @Nullable Thread thread;
    /** Of the thread, until that is gone. */
    private @Nullable TreeFill fill;

    public EarlyUnpack(TreeRestorer trees, RestoreTask task, String name) {
        this.trees = trees;
        this.task = task;
        this.name = name;
    }

    /** Something was uploaded. Thread-safe. */
    public void arrived(String uri) {
        news.arrived(uri);
    }

    /** A manifest came, or an upload is another or gone: what is in the tree may not be what is to be there. Thread-safe. */
    public void changed(String uri) {
        news.changed(uri);
    }

    /**
     * From here on what arrives is unpacked.
     *
     * @param all what is there already too, at once; without that nothing is on the disk before something arrives
     */
    public void begin(WorkDirectory work, boolean all) {
        news.begin(all);
        thread = Thread.ofPlatform().name(name + "-early").daemon().start(() -> run(work));
    }

    private void run(WorkDirectory work) {
        try {
            while (news.await()) {
                try {
                    trees.countUploads();
                    unpackWithSlot(work);
                } catch (IOException | RuntimeException e) {
                    // Also what passes: two newest generations until the third is there, an upload that was just
                    // replaced.
                    log.info(
                            "The files of {} that were unpacked before the publication are discarded, and unpacked again after it: {}",
                            name,
                            e.toString());
                    drop(work);
                    news.forget();
                }
            }
        } catch (InterruptedException e) {
            // It is closed.
            Thread.currentThread().interrupt();
        } catch (Error e) {
            // Half of something may be in the tree, and the next attempt would come to the same.
            log.error("No more files of {} are unpacked before the publication; they are unpacked after it.", name, e);
            drop(work);
        }
    }

    private void unpackWithSlot(WorkDirectory work) throws IOException, InterruptedException {
        if (fill == null) {
            // Removes the previous tree first. This takes no slot, because no bundle waits for it.
            work.sweep();
        }
        if (task.tryTakeSlot()) {
            try {
                fill(work);
            } finally {
                task.giveBackSlot();
            }
        } else {
            news.pause(PAUSE_MILLIS);
        }
    }

    private void fill(WorkDirectory work) throws IOException, InterruptedException {
        var newest = trees.newest();
        var current = fill;
        if (current != null
                && (news.takeChanged() || newest == null || !current.plan().isOf(newest))) {
            drop(work);
            news.requestFullScan();
        } else if (newest == null) {
            // A manifest is a change; then everything is looked at.
            news.forget();
        } else if (current == null) {
            news.takeChanged();
            current = trees.begin(work, Plans.of(newest));
            fill = current;
            news.requestFullScan();
            fill(current);
        } else {
            fill(current);
        }
    }

    private void fill(TreeFill current) throws IOException, InterruptedException {
        var todo = news.take();
        if (todo.parts().stream().anyMatch(current::isOutdated)) {
            news.markOutdated();
            return;
        }
        boolean whole = current.fillParts(todo.parts(), this::mayGoOn);
        if (todo.all() && whole) {
            var read = current.fill(this::mayGoOn);
            whole = read.whole();
            news.fullScanDone(read.nanos());
        }
        if (!whole) {
            news.requeue();
        }
    }

    private boolean mayGoOn() {
        return news.mayGoOn() && !task.isSlotWanted();
    }

    /** Removes the tree from the disk at once: the application needs the space. */
    private void drop(WorkDirectory work) {
        drop();
        try {
            trees.discard(work);
        } catch (IOException e) {
            log.warn(
                    "The files of {} that were unpacked before the publication could not be removed; they take up space: {}",
                    name,
                    e.getMessage());
        }
    }

    private void drop() {
        var dropped = fill;
        fill = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    /** Stops, at the next part or file; what there is, if it is good for this manifest; the caller closes it. */
    @Nullable
    public TreeFill take() throws IOException, InterruptedException {
        news.end();
        var ended = thread;
        if (ended != null) {
            ended.join();
        }
        thread = null;
        var taken = fill;
        var newest = newest();
        if (taken == null || isStale(taken) || newest == null || !taken.plan().isOf(newest)) {
            drop();
            return null;
        }
        fill = null;
        return taken;
    }

    /** Whether something that is in it was uploaded again, and the thread has not come to that. */
    private boolean isStale(TreeFill taken) {
        return news.isChanged() || news.remaining().stream().anyMatch(taken::isOutdated);
    }

    private @Nullable Generation newest() throws IOException, InterruptedException {
        try {
            return trees.newest();
        } catch (ProblemException e) {
            // Said when it is asked for again.
            return null;
        }
    }

    @Override
    public void close() {
        news.end();
        var running = thread;
        if (running != null) {
            running.interrupt();
            PlatformThreads.awaitEnd(running);
            thread = null;
        }
        drop();
    }
}
