package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.ScanTotals;
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

/** What the scan of a bundle's data tells its task, whoever keeps the backup: that the scan goes on, and what no backup should or can take. */
public final class ScanReport {
    private static final Logger log = LoggerFactory.getLogger(ScanReport.class);

    private ScanReport() {}

    /** The entries that belong to the bundle. Each that the walk asks for is a sign that the scan goes on. */
    public static TreeWalk.Filter filter(BundleTask task) {
        var filter = new SelectionFilter(task.bundle().selection());
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

    /** Remarks an earlier backup in the data, entries that are no files, and an entry with the name of the service's own directory. */
    public static void remark(BundleTask task, Directory root, ScanTotals totals)
            throws IOException, InterruptedException {
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
        remarkReserved(task, root);
        if (totals.firstSpecial() != null) {
            var others = totals.specials() == 1 ? "" : " (so are " + (totals.specials() - 1) + " more)";
            task.remark(
                    totals.firstSpecial(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it is a socket, fifo or device and is not backed up" + others);
        }
    }

    /** Reports an application's entry with the name of the service's own directory: no backup contains it. */
    private static void remarkReserved(BundleTask task, Directory root) throws IOException, InterruptedException {
        var name = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);
        var own = task.bundle().bundleName().directoryName().getBytes(StandardCharsets.UTF_8);
        if (ReservedName.in(root, name, own) == ReservedName.OF_APPLICATION) {
            task.remark(
                    Bundle.WORK_DIRECTORY,
                    ErrorCode.INVALID_ARGUMENT,
                    "it has the name of the service's own directory and is not backed up; a restore leaves it as it is");
        }
    }
}
