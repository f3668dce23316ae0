package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.restore.exchange.WorkDirectory;
import io.bundlebackup.restore.tree.UnpackQueue.Work;
import io.bundlebackup.session.work.RestoreTask;
import io.bundlebackup.upload.chain.Generation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks uploads into the new tree while others are still being uploaded: by the newest manifest that is there, and in a slot that no
 * bundle waits for. A failure here only discards the tree: the same fault is found, and reported, after the publication. The tree is
 * discarded too when an upload in it is replaced. The bundle's thread calls {@link #begin}, {@link #take} and {@link #close}; another
 * thread unpacks, and has ended when {@link #take} or {@link #close} returns.
 */
public final class EarlyUnpack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EarlyUnpack.class);

    /** How long to wait for a slot. */
    private static final long PAUSE_MILLIS = 500;

    private final TreeRestorer trees;
    private final RestoreTask task;
    private final String name;
    private final UnpackQueue queue = new UnpackQueue();
    private @Nullable Thread thread;
    /** Used by the thread alone until the thread has ended. */
    private @Nullable TreeFill fill;

    public EarlyUnpack(TreeRestorer trees, RestoreTask task, String name) {
        this.trees = trees;
        this.task = task;
        this.name = name;
    }

    /** A file was uploaded. Thread-safe. */
    public void uploaded(String uri) {
        queue.uploaded(uri);
    }

    /** A manifest was uploaded, or a file was uploaded again or deleted: the tree may be outdated. Thread-safe. */
    public void changed(String uri) {
        queue.changed(uri);
    }

    /**
     * Begins to unpack what is uploaded from now on.
     *
     * @param all whether to unpack also what was uploaded before; without that nothing is written before the next upload
     */
    public void begin(WorkDirectory work, boolean all) {
        queue.open(all);
        thread = Thread.ofPlatform().name(name + "-early").daemon().start(() -> run(work));
    }

    private void run(WorkDirectory work) {
        try {
            for (var todo = queue.await(); todo != null; todo = queue.await()) {
                try {
                    trees.countUploads();
                    unpackWithSlot(work, todo);
                } catch (IOException | RuntimeException e) {
                    // Some causes pass: two newest generations until the third is uploaded, an upload that was just
                    // replaced.
                    log.info(
                            "The files of {} that were unpacked before the publication are discarded, and unpacked again after it: {}",
                            name,
                            e.toString());
                    drop(work);
                }
            }
        } catch (InterruptedException e) {
            // This was closed.
            Thread.currentThread().interrupt();
        } catch (Error e) {
            // The tree may contain half of a file, and another attempt would end in the same way.
            log.error("No more files of {} are unpacked before the publication; they are unpacked after it.", name, e);
            drop(work);
        }
    }

    private void unpackWithSlot(WorkDirectory work, Work todo) throws IOException, InterruptedException {
        if (fill == null) {
            // Removes the previous tree first. This takes no slot, because no bundle waits for it.
            work.sweep();
        }
        if (task.tryTakeSlot()) {
            try {
                unpack(work, todo);
            } finally {
                task.giveBackSlot();
            }
        } else {
            queue.postpone(todo, PAUSE_MILLIS);
        }
    }

    private void unpack(WorkDirectory work, Work todo) throws IOException, InterruptedException {
        var newest = trees.newest();
        var current = fill;
        boolean scan = todo.scan();
        if (current != null && !isUsable(current, newest, todo)) {
            drop(work);
            queue.requestScanNow();
            return;
        }
        if (newest == null) {
            // The upload of a manifest wakes this thread again.
            return;
        }
        if (current == null) {
            current = trees.begin(work, Plan.of(newest));
            fill = current;
            scan = true;
        }
        boolean whole = current.fillParts(todo.parts(), this::mayGoOn);
        if (scan && whole) {
            var read = current.fill(this::mayGoOn);
            whole = read.whole();
            queue.scanned(read.nanos());
        }
        if (!whole) {
            queue.requestScan();
        }
    }

    /** Whether a tree is made by the newest manifest, of uploads that are still the same. */
    private static boolean isUsable(TreeFill fill, @Nullable Generation newest, Work todo) {
        return newest != null
                && fill.plan().isOf(newest)
                && !todo.outdated()
                && todo.parts().stream().noneMatch(fill::isOutdated);
    }

    private boolean mayGoOn() {
        return queue.mayGoOn() && !task.isSlotWanted();
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

    /**
     * Stops at the next part or file.
     *
     * @return the tree as far as it was filled, which the caller closes; null if there is none that the newest manifest allows to use
     */
    public @Nullable TreeFill take() throws IOException, InterruptedException {
        queue.close();
        var ended = thread;
        if (ended != null) {
            ended.join();
        }
        thread = null;
        var taken = fill;
        if (taken == null || !isUsable(taken, newest(), queue.take())) {
            drop();
            return null;
        }
        fill = null;
        return taken;
    }

    private @Nullable Generation newest() {
        try {
            return trees.newest();
        } catch (ProblemException e) {
            // The same question, asked after the publication, reports this.
            return null;
        }
    }

    @Override
    public void close() {
        queue.close();
        var running = thread;
        if (running != null) {
            running.interrupt();
            Interrupts.awaitUninterruptibly(running::join);
            thread = null;
        }
        drop();
    }
}
