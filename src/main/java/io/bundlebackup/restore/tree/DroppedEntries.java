package io.bundlebackup.restore.tree;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.work.BundleTask;

/** What was to be kept of the present tree and is not in the new one: the first are told one by one, the others by their number. */
final class DroppedEntries {
    private static final int LOUD = 1_000;

    private final BundleTask task;
    private long count;

    DroppedEntries(BundleTask task) {
        this.task = task;
    }

    void report(String path, String reason) throws InterruptedException {
        count++;
        if (count <= LOUD) {
            task.remark(path, ErrorCode.IO_ERROR, reason);
        }
    }

    void reportRest() throws InterruptedException {
        if (count > LOUD) {
            task.remark(
                    ".",
                    ErrorCode.IO_ERROR,
                    count - LOUD == 1
                            ? "1 further entry could not be kept"
                            : (count - LOUD) + " further entries could not be kept");
        }
    }
}
