package io.bundlebackup.backup;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.WorkTimer;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A task whose client closes everything at once, and which remembers what it was told. */
class FakeTask implements BundleTask {
    final List<String> told = new ArrayList<>();
    final Map<String, DeliveredFile> announced = new LinkedHashMap<>();
    private final Bundle bundle;
    private long failed;

    /** Whether the send rate always allows the next announcement. */
    boolean patient = true;

    FakeTask(Bundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public BundleId id() {
        return new BundleId("session", bundle.name());
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public ClientWords clientWords() {
        return ClientWords.NONE;
    }

    @Override
    public BundleSnapshot snapshot() {
        var none = new FileCounts.Tally(0, 0);
        return new BundleSnapshot(
                bundle.name(),
                new BundleSnapshot.Appended(1, 0, null, null, Instant.EPOCH),
                new BundleSnapshot.Standing(
                        BundleState.RUNNING, Phase.PACKING, null, null, null, null, Instant.EPOCH, null),
                new BundleSnapshot.Steering(0, WorkTimer.byDefault(0), 60),
                new FileCounts(null, none, none, failed, 0, 0, false, false),
                null);
    }

    @Override
    public void enter(Phase phase) {
        told.add("enter " + phase);
    }

    @Override
    public void showProgress() {}

    @Override
    public void recordSize(long bytes) {}

    @Override
    public void recordTotals(long files, long bytes) {
        told.add("scanned " + files + " files, " + bytes + " bytes");
    }

    @Override
    public void announce(DeliveredFile file, List<NotTaken> notTaken) {
        notTaken.forEach(each -> fileFailed(each.path(), ErrorCode.IO_ERROR, each.reason()));
        told.add("announce " + file.uri());
        announced.put(file.uri(), file);
    }

    @Override
    public boolean tryAnnounce(DeliveredFile file) {
        if (patient) {
            announce(file, List.of());
        }
        return patient;
    }

    @Override
    public void emitProgress(List<Map<String, Object>> progressInfo) {
        told.add("progress " + progressInfo);
    }

    @Override
    public void addResult(List<Map<String, Object>> resultInfo) {
        told.add("result " + resultInfo);
    }

    @Override
    public void extensionFailed(Failure why) {
        told.add("extension failed " + why.code());
    }

    @Override
    public void reannounce(DeliveredFile file) {
        told.add("announce anew " + file.uri());
        announced.put(file.uri(), file);
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) {
        told.add("give up " + file.uri());
    }

    @Override
    public void fileFailed(String path, ErrorCode code, String message) {
        failed++;
        told.add("failed " + path);
    }

    @Override
    public List<String> failedPaths(int limit) {
        return told.stream()
                .filter(each -> each.startsWith("failed "))
                .map(each -> each.substring("failed ".length()))
                .limit(limit)
                .toList();
    }

    @Override
    public void remark(String path, ErrorCode code, String message) {
        told.add("remark " + path);
    }

    @Override
    public void emitReport() {
        told.add("report");
    }

    @Override
    public Optional<FileEntry> deliveredFile(String uri) {
        return Optional.ofNullable(announced.get(uri))
                .map(file -> new FileEntry(bundle.name(), file, FileState.CLOSED, 1, 1));
    }

    @Override
    public boolean hasFailed(String path) {
        return failedPaths(Integer.MAX_VALUE).contains(path);
    }

    @Override
    public void forgetFailures() {
        throw new UnsupportedOperationException("this work was not interrupted");
    }

    @Override
    public ApplicationResult applicationResult() {
        return ApplicationResult.NONE;
    }

    @Override
    public void goOnFrom(ApplicationResult earlier) {}

    @Override
    public List<FileEntry> openFiles(long after, int limit) {
        return List.of();
    }

    @Override
    public void markStale(DeliveredFile file) {
        throw new UnsupportedOperationException("no file is damaged");
    }

    @Override
    public List<FileEntry> staleFiles() {
        return List.of();
    }

    @Override
    public void awaitClient() {
        told.add("await client");
    }
}
