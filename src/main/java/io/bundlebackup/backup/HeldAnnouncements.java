package io.bundlebackup.backup;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleTask;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task whose announcements never hold up the packing, however slowly the client wants them: what may not be announced yet is kept, in
 * its order, so that an application which waits for the packing does not wait for the client. Before the bundle itself waits for its
 * client, for room in the staging area, everything is announced: without that the client could free none.
 */
final class HeldAnnouncements implements BundleTask {
    /** What is kept at most; far more than the staging area usually has room for. */
    private static final int MOST = 10_000;

    private final BundleTask task;
    private final ArrayDeque<DeliveredFile> kept = new ArrayDeque<>();

    HeldAnnouncements(BundleTask task) {
        this.task = task;
    }

    @Override
    public void announce(DeliveredFile file) throws InterruptedException {
        kept.addLast(file);
        while (!kept.isEmpty() && task.tryAnnounce(kept.getFirst())) {
            kept.removeFirst();
        }
        if (kept.size() >= MOST) {
            task.announce(kept.removeFirst());
        }
    }

    /** Announces what is kept, as fast as the client wants it. */
    void announceAll() throws InterruptedException {
        while (!kept.isEmpty()) {
            task.announce(kept.getFirst());
            kept.removeFirst();
        }
    }

    @Override
    public void enter(Phase phase) throws InterruptedException {
        if (!phase.work()) {
            announceAll();
        }
        task.enter(phase);
    }

    @Override
    public boolean tryAnnounce(DeliveredFile file) throws InterruptedException {
        return kept.isEmpty() && task.tryAnnounce(file);
    }

    @Override
    public void reannounce(DeliveredFile file) throws InterruptedException {
        task.reannounce(file);
    }

    @Override
    public BundleId id() {
        return task.id();
    }

    @Override
    public Bundle bundle() {
        return task.bundle();
    }

    @Override
    public ClientWords clientWords() {
        return task.clientWords();
    }

    @Override
    public BundleSnapshot snapshot() {
        return task.snapshot();
    }

    @Override
    public void recordSize(long bytes) throws InterruptedException {
        task.recordSize(bytes);
    }

    @Override
    public void recordTotals(long files, long bytes) throws InterruptedException {
        task.recordTotals(files, bytes);
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) throws InterruptedException {
        task.giveUp(file, why);
    }

    @Override
    public void fileFailed(String path, ErrorCode code, String message) throws InterruptedException {
        task.fileFailed(path, code, message);
    }

    @Override
    public List<String> failedPaths(int limit) {
        return task.failedPaths(limit);
    }

    @Override
    public void remark(String path, ErrorCode code, String message) throws InterruptedException {
        task.remark(path, code, message);
    }

    @Override
    public void emitProgress(List<Map<String, Object>> progressInfo) {
        task.emitProgress(progressInfo);
    }

    @Override
    public void addResult(List<Map<String, Object>> resultInfo) {
        task.addResult(resultInfo);
    }

    @Override
    public void extensionFailed(Failure why) {
        task.extensionFailed(why);
    }

    @Override
    public void emitReport() throws InterruptedException {
        task.emitReport();
    }

    @Override
    public Optional<FileEntry> deliveredFile(String uri) {
        return task.deliveredFile(uri);
    }

    @Override
    public List<FileEntry> staleFiles() {
        return task.staleFiles();
    }

    @Override
    public void awaitClient() throws InterruptedException {
        task.awaitClient();
    }
}
