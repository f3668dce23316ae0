package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scan of one backup: lists and plans the tree, and reports what the client should know of it. Used once, by one thread. */
public final class BundleScan {
    private static final Logger log = LoggerFactory.getLogger(BundleScan.class);

    private final Backup backup;
    private final BundleTask task;
    private final Directory root;
    private final StagedBundle staged;
    private final BackupTools tools;

    public BundleScan(Backup backup, BackupTools tools) {
        this.backup = backup;
        this.task = backup.task();
        this.root = backup.root();
        this.staged = backup.staged();
        this.tools = tools;
    }

    public void run() throws IOException, InterruptedException {
        cleanPages();
        var filter = showingProgress(new SelectionFilter(task.bundle().selection()));
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
        if (totals.firstBackup() != null) {
            task.remark(
                    totals.firstBackup(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it holds a backup, and each backup contains the earlier ones; leave it out with \"excludes\", or keep backups"
                            + " elsewhere");
            log.warn(
                    "The data of {} holds a backup in {}, so each backup contains the earlier ones. Leave it out with"
                            + " \"excludes\", or keep backups elsewhere.",
                    task.bundle().name(),
                    totals.firstBackup());
        }
        remarkReserved();
        if (totals.firstSpecial() != null) {
            var others = totals.specials() == 1 ? "" : " (so are " + (totals.specials() - 1) + " more)";
            task.remark(
                    totals.firstSpecial(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it is a socket, fifo or device and is not backed up" + others);
        }
    }

    /** Each entry that the walk asks for is a sign that the scan goes on. */
    private TreeWalk.Filter showingProgress(TreeWalk.Filter filter) {
        return new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                task.showProgress();
                return filter.take(path, directory);
            }

            @Override
            public boolean descend(byte[] path) {
                return filter.descend(path);
            }

            @Override
            public boolean mayChange(byte[] path) {
                return filter.mayChange(path);
            }
        };
    }

    /** Reports an application's entry with the name of the service's own directory: no backup contains it. */
    private void remarkReserved() throws IOException, InterruptedException {
        var name = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);
        var own = task.bundle().bundleName().directoryName().getBytes(StandardCharsets.UTF_8);
        if (ReservedName.in(root, name, own) == ReservedName.OF_APPLICATION) {
            task.remark(
                    Bundle.WORK_DIRECTORY,
                    ErrorCode.INVALID_ARGUMENT,
                    "it has the name of the service's own directory and is not backed up; a restore leaves it as it is");
        }
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
