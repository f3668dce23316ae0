package io.bundlebackup.backup;

import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleTask;
import java.util.ArrayDeque;

/**
 * Announces packed files in their order. If the application waits for the packing, announcements are queued while the client's
 * rate does not allow them, so that the application does not wait for the client. Before the bundle itself waits for its
 * client (for room in the staging area), all are made: otherwise the client could not free any room. Used by the bundle's thread.
 */
final class Announcements {
    /** The longest queue; far more than the staging area usually has room for. */
    private static final int MOST = 10_000;

    private final BundleTask task;
    private final boolean queued;
    private final ArrayDeque<DeliveredFile> queue = new ArrayDeque<>();

    /** @param queued whether an announcement may be queued; otherwise each is waited for */
    Announcements(BundleTask task, boolean queued) {
        this.task = task;
        this.queued = queued;
    }

    /** Announces a file, or queues its announcement. */
    void announce(DeliveredFile file) throws InterruptedException {
        if (!queued) {
            task.announce(file);
            return;
        }
        queue.addLast(file);
        while (!queue.isEmpty() && task.tryAnnounce(queue.getFirst())) {
            queue.removeFirst();
        }
        if (queue.size() >= MOST) {
            task.announce(queue.removeFirst());
        }
    }

    /** Makes the queued announcements, as fast as the client's rate allows. */
    void finish() throws InterruptedException {
        while (!queue.isEmpty()) {
            task.announce(queue.getFirst());
            queue.removeFirst();
        }
    }

    /** Enters a phase of waiting for the client. */
    void waitForClient() throws InterruptedException {
        finish();
        task.enter(Phase.WAITING_FOR_CLIENT);
    }
}
