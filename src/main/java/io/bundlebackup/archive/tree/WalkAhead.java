package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A walk on its own thread, ahead of the thread that receives the entries. The system calls of the walk and the work of the
 * receiver take about the same time and run concurrently. Memory: about {@value #BATCHES} batches of at most {@value #BATCH}
 * entries, whose paths have {@value #BATCH_BYTES} bytes in a batch.
 */
public final class WalkAhead {
    private static final int BATCH = 256;
    private static final int BATCH_BYTES = 1 << 18;
    private static final int BATCHES = 4;
    private static final int LOOK_MILLIS = 500;

    /** An event of the walk. */
    private sealed interface Found {
        record Entry(byte[] path, Stat stat, byte @Nullable [] link) implements Found {}

        record Skipped(byte[] path, Stat stat) implements Found {}

        record Unreadable(byte[] path, PosixException cause) implements Found {}
    }

    /** Consecutive events; the last batch also has the end of the walk. */
    private record Batch(List<Found> found, @Nullable Ended ended) {}

    /** @param cause null if the walk came to its end */
    private record Ended(@Nullable Throwable cause) {}

    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(BATCHES);
    private final Directory root;
    private final TreeWalk.Filter filter;

    private WalkAhead(Directory root, TreeWalk.Filter filter) {
        this.root = root;
        this.filter = filter;
    }

    /**
     * As {@link TreeWalk#walk(Directory, TreeWalk.Filter, TreeWalk.Visitor)}; the visitor is called on the caller's thread,
     * the filter on another. When this method returns or throws, the walk has ended.
     */
    public static void walk(Directory root, TreeWalk.Filter filter, TreeWalk.Visitor visitor)
            throws IOException, InterruptedException {
        var ahead = new WalkAhead(root, filter);
        var thread = Thread.ofPlatform().name("walk").daemon().start(ahead::run);
        try {
            ahead.deliver(visitor, thread);
        } finally {
            // The walk ends at its next entry and closes its descriptors.
            thread.interrupt();
            Interrupts.awaitUninterruptibly(thread::join);
        }
    }

    private void deliver(TreeWalk.Visitor visitor, Thread walking) throws IOException, InterruptedException {
        while (true) {
            var batch = next(walking);
            for (var found : batch.found) {
                switch (found) {
                    case Found.Entry entry -> visitor.entry(entry.path, entry.stat, entry.link);
                    case Found.Skipped skipped -> visitor.skipped(skipped.path, skipped.stat);
                    case Found.Unreadable unreadable -> visitor.unreadable(unreadable.path, unreadable.cause);
                }
            }
            if (batch.ended != null) {
                if (batch.ended.cause != null) {
                    throw Rethrown.of(batch.ended.cause);
                }
                return;
            }
        }
    }

    /** The thread may end without a last batch, for instance when memory runs out. */
    private Batch next(Thread walking) throws IOException, InterruptedException {
        while (true) {
            var walks = walking.isAlive();
            var batch = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (batch != null) {
                return batch;
            }
            if (!walks) {
                throw new IOException("the walk through the tree ended before its time");
            }
        }
    }

    /** The receiving thread rethrows the exception that ends the walk. An interrupt means that the receiver has gone. */
    private void run() {
        var gathering = new Gathering();
        try {
            Throwable cause = null;
            try {
                TreeWalk.walk(root, filter, gathering);
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                cause = e;
            }
            queue.put(new Batch(gathering.found, new Ended(cause)));
        } catch (InterruptedException e) {
            // The queue may be full and nobody takes from it: the thread ends without a last batch.
        }
    }

    private final class Gathering implements TreeWalk.Visitor {
        private List<Found> found = new ArrayList<>(BATCH);
        private int bytes;

        private void add(byte[] path, Found one) throws InterruptedException {
            found.add(one);
            bytes += path.length;
            if (found.size() == BATCH || bytes >= BATCH_BYTES) {
                queue.put(new Batch(found, null));
                found = new ArrayList<>(BATCH);
                bytes = 0;
            }
        }

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] linkTarget) throws InterruptedException {
            add(path, new Found.Entry(path, stat, linkTarget));
        }

        @Override
        public void skipped(byte[] path, Stat stat) throws InterruptedException {
            add(path, new Found.Skipped(path, stat));
        }

        @Override
        public void unreadable(byte[] path, PosixException cause) throws InterruptedException {
            add(path, new Found.Unreadable(path, cause));
        }
    }
}
