package io.bundlebackup.vault.run;

import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.backup.ScanReport;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.vault.work.SnapshotListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the session of a run what the work on its bundle does. Used by the thread of the work, for which the thread of the bundle waits. */
final class RunListener implements SnapshotListener {
    private static final Logger log = LoggerFactory.getLogger(RunListener.class);

    /** Each telling is a commit. */
    private static final long BETWEEN = 250_000_000L;

    private final BundleTask task;
    private final Directory root;
    private final SnapshotMaker.Progress progress;
    private RunFigures figures = RunFigures.NONE;
    private long told = System.nanoTime();

    RunListener(BundleTask task, Directory root, SnapshotMaker.Progress progress) {
        this.task = task;
        this.root = root;
        this.progress = progress;
    }

    @Override
    public void failed(String path, String reason) throws InterruptedException {
        task.fileFailed(path, ErrorCode.IO_ERROR, reason);
    }

    @Override
    public void sized(long bytes) throws InterruptedException {
        task.recordSize(bytes);
    }

    @Override
    public void scanned(ScanTotals totals) throws IOException, InterruptedException {
        task.recordTotals(totals.files(), totals.bytes());
        figures = new RunFigures(totals.files(), totals.bytes(), 0, 0, 0, 0);
        ScanReport.remark(task, root, totals);
        task.enter(Phase.PACKING);
    }

    @Override
    public void stored(long files, long bytes, long storedBytes) throws InterruptedException {
        task.showProgress();
        figures = new RunFigures(
                figures.filesTotal(),
                figures.bytesTotal(),
                figures.filesDone() + files,
                figures.bytesDone() + bytes,
                figures.bytesStored() + storedBytes,
                figures.bytesReused());
        if (System.nanoTime() - told >= BETWEEN) {
            told = System.nanoTime();
            progress.read(figures);
        }
    }

    @Override
    public void parentDamaged(String reason) throws InterruptedException {
        log.warn(
                "The newest snapshot of {} cannot be compared with, so everything is stored: {}",
                task.bundle().name(),
                reason);
        task.forgetFailures();
    }
}
