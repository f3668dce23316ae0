package io.bundlebackup.vault.run;

import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.vault.work.SnapshotListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the session of a run what the work on its bundle does. Used by the thread of the work, for which the thread of the bundle waits. */
final class RunListener implements SnapshotListener {
    private static final Logger log = LoggerFactory.getLogger(RunListener.class);

    /** Each telling is a commit. */
    private static final long BETWEEN = 250_000_000L;

    private final BundleTask task;
    private final SnapshotMaker.Progress progress;
    private RunFigures figures = RunFigures.NONE;
    private long told = System.nanoTime();

    RunListener(BundleTask task, SnapshotMaker.Progress progress) {
        this.task = task;
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
    public void scanned(ScanTotals totals) throws InterruptedException {
        task.recordTotals(totals.files(), totals.bytes());
        figures = new RunFigures(totals.files(), totals.bytes(), 0, 0, 0, 0);
        if (totals.firstBackup() != null) {
            task.remark(
                    totals.firstBackup(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it holds a backup, and each snapshot contains the earlier ones; leave it out with \"excludes\"");
        }
        if (totals.firstSpecial() != null) {
            var others = totals.specials() == 1 ? "" : " (so are " + (totals.specials() - 1) + " more)";
            task.remark(
                    totals.firstSpecial(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it is a socket, fifo or device and is not backed up" + others);
        }
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
