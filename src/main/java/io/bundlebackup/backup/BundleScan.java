package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scan of one backup: lists and plans the tree, and reports what the client should know of it. Used once, by one thread. */
final class BundleScan {
    private static final Logger log = LoggerFactory.getLogger(BundleScan.class);

    private final Backup backup;
    private final BundleTask task;
    private final Directory root;
    private final StagedBundle staged;
    private final BackupTools tools;

    BundleScan(Backup backup, BackupTools tools) {
        this.backup = backup;
        this.task = backup.task();
        this.root = backup.root();
        this.staged = backup.staged();
        this.tools = tools;
    }

    void run() throws IOException, InterruptedException {
        cleanPages();
        var filter = ScanReport.filter(task);
        var listener = listener();
        var totals = TreeScan.scan(
                root,
                filter,
                tools.limits(),
                staged.scanned(),
                backup.baseline(),
                backup.header(),
                tools.workers(),
                listener);
        task.recordTotals(totals.files(), totals.bytes());
        ScanReport.remark(task, root, totals);
    }

    /**
     * What writes through a mapping leaves a time when it makes a clean page dirty, and none as long as the page stays dirty. Written
     * back now, pages are clean: whatever is changed from here on has a time that a later scan does not take for an older one.
     */
    private void cleanPages() {
        try {
            root.syncFileSystem();
        } catch (IOException e) {
            log.warn(
                    "The file system of {} could not be flushed before its backup; look at its disk: {}",
                    task.bundle().name(),
                    e.getMessage());
        }
    }

    private TreeScan.Listener listener() {
        return new TreeScan.Listener() {
            @Override
            public void failed(String path, String reason) throws InterruptedException {
                task.fileFailed(path, ErrorCode.IO_ERROR, reason);
            }

            @Override
            public void sized(long bytes) throws InterruptedException {
                task.recordSize(bytes);
            }
        };
    }
}
