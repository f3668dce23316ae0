package io.bundlebackup.session.run;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.FileRows;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import io.bundlebackup.session.work.RestoreTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's work may do with its session: enter phases with and without a slot, announce at its pace, wait for the client. Used
 * by the bundle's thread.
 */
final class RunningBundle implements BundleTask {
    private static final int LOUD_FAILURES = 1_000;

    private final BundleSteps steps;
    private final Session session;
    private final String name;
    private final Bundle bundle;
    private final FileRows files;
    private final RateMeter meter;
    private final Pace pace = new Pace();
    private final List<Map<String, Object>> results = new ArrayList<>();
    private @Nullable Failure extensionFailure;
    private final RestoreTask restore;

    RunningBundle(BundleSteps steps, Bundle bundle, FileRows files, RateMeter meter, RestoreTask restore) {
        this.steps = steps;
        this.session = steps.session();
        this.name = steps.name();
        this.bundle = bundle;
        this.files = files;
        this.meter = meter;
        this.restore = restore;
    }

    @Override
    public BundleId id() {
        return steps.id();
    }

    @Override
    public ClientWords clientWords() {
        return files.clientWords(session.snapshot().key(), name);
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public BundleSnapshot snapshot() {
        return steps.snapshot();
    }

    @Override
    public void enter(Phase phase) throws InterruptedException {
        steps.enter(phase);
    }

    @Override
    public void showProgress() {
        steps.showProgress();
    }

    @Override
    public void recordSize(long bytes) throws InterruptedException {
        steps.apply(new Step.RecordSize(name, bytes));
    }

    @Override
    public void recordTotals(long found, long bytes) throws InterruptedException {
        steps.apply(new Step.RecordTotals(name, new FileCounts.Tally(found, bytes)));
    }

    @Override
    public void recordRead(long files, long bytes) throws InterruptedException {
        steps.recordRead(new FileCounts.Tally(files, bytes));
    }

    @Override
    public void announce(DeliveredFile file, List<NotTaken> notTaken) throws InterruptedException {
        announceInTurn(new Step.Announce(name, file, false), notTaken);
    }

    @Override
    public boolean tryAnnounce(DeliveredFile file) throws InterruptedException {
        int rate = snapshot().steering().sendRate();
        return rate != 0
                && pace.delay(rate, System.nanoTime()).isZero()
                && announced(new Step.Announce(name, file, false), List.of(), rate);
    }

    @Override
    public void reannounce(DeliveredFile file) throws InterruptedException {
        announceInTurn(new Step.Announce(name, file, true), List.of());
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) throws InterruptedException {
        steps.apply(new Step.GiveUpFile(name, file.uri(), why));
    }

    private void announceInTurn(Step.Announce step, List<NotTaken> notTaken) throws InterruptedException {
        while (true) {
            int rate = snapshot().steering().sendRate();
            if (rate == 0) {
                awaitRate();
                continue;
            }
            var delay = pace.delay(rate, System.nanoTime());
            if (!delay.isZero()) {
                session.await(s -> rateOf(s) != rate, delay);
            } else if (announced(step, notTaken, rate)) {
                return;
            }
        }
    }

    /** Announces, unless the send rate has changed: after the answer to a change of the rate, no announcement may come at the old rate. */
    private boolean announced(Step.Announce step, List<NotTaken> notTaken, int rate) throws InterruptedException {
        var now = System.nanoTime();
        boolean announced = steps.decide(draft -> {
            var decided = draft.bundle(name);
            if (decided.ending() || decided.steering().sendRate() != rate) {
                return false;
            }
            notTaken.forEach(each -> fail(draft, each.path(), ErrorCode.IO_ERROR, each.reason()));
            Transitions.apply(draft, step);
            return true;
        });
        if (announced) {
            pace.announced(rate, now);
        } else {
            steps.awaitCommits();
        }
        return announced;
    }

    /** Waits without a slot while the send rate is 0. */
    private void awaitRate() throws InterruptedException {
        steps.awaitCommits();
        var phase = Objects.requireNonNull(snapshot().standing().phase());
        enter(Phase.WAITING_FOR_CLIENT);
        session.await(s -> rateOf(s) != 0);
        enter(phase);
    }

    private int rateOf(SessionSnapshot s) {
        return Objects.requireNonNull(s.bundle(name)).steering().sendRate();
    }

    @Override
    public void fileFailed(String path, ErrorCode code, String message) throws InterruptedException {
        steps.decide(draft -> {
            fail(draft, path, code, message);
            return draft;
        });
    }

    private void fail(Draft draft, String path, ErrorCode code, String message) {
        boolean loud = draft.bundle(name).counts().failed() < LOUD_FAILURES;
        Transitions.apply(draft, new Step.FailFile(name, path, code.number(), message, true, loud));
    }

    @Override
    public boolean hasFailed(String path) {
        steps.awaitCommits();
        return files.hasFailed(session.snapshot().key(), name, path);
    }

    @Override
    public void forgetFailures() throws InterruptedException {
        steps.apply(new Step.ForgetFailures(name));
    }

    @Override
    public List<String> failedPaths(int limit) {
        steps.awaitCommits();
        return files.failedPaths(session.snapshot().key(), name, limit);
    }

    @Override
    public void remark(String path, ErrorCode code, String message) throws InterruptedException {
        steps.apply(new Step.FailFile(name, path, code.number(), message, false, true));
    }

    @Override
    public void emitReport() throws InterruptedException {
        steps.awaitCommits();
        steps.decide(draft -> {
            report(draft);
            return draft;
        });
        steps.awaitCommits();
    }

    /** The last progress and the report, unless the bundle was reported. */
    void report(Draft draft) {
        var counts = draft.bundle(name).counts();
        if (counts.reported()) {
            return;
        }
        // All that was found has been delivered; files that changed since the scan count as they were read.
        if (counts.total() != null && counts.failed() == 0 && !counts.closed().equals(counts.total())) {
            Transitions.apply(draft, new Step.RecordTotals(name, counts.closed()));
        }
        var last = draft.bundle(name).counts();
        Transitions.apply(draft, new Step.Progress(name, meter.rate(), meter.eta(last)));
        Transitions.apply(draft, new Step.Report(name, applicationResult()));
    }

    @Override
    public void emitProgress(List<Map<String, Object>> progressInfo) {
        if (!snapshot().ending()) {
            session.apply(new Step.ApplicationProgress(name, progressInfo));
        }
    }

    @Override
    public void addResult(List<Map<String, Object>> resultInfo) {
        results.addAll(resultInfo);
    }

    @Override
    public void extensionFailed(Failure why) {
        extensionFailure = why;
        session.apply(new Step.FailFile(name, ".", why.code(), why.message(), false, true));
    }

    @Override
    public ApplicationResult applicationResult() {
        return new ApplicationResult(results, extensionFailure);
    }

    @Override
    public void goOnFrom(ApplicationResult earlier) {
        results.addAll(0, earlier.resultInfo());
        extensionFailure = earlier.failure();
    }

    @Override
    public Optional<FileEntry> deliveredFile(String uri) {
        steps.awaitCommits();
        return files.find(session.snapshot().key(), name, uri);
    }

    @Override
    public List<FileEntry> openFiles(long after, int limit) {
        steps.awaitCommits();
        return files.page(session.snapshot().key(), name, FileState.READY, after, limit);
    }

    @Override
    public void markStale(DeliveredFile file) throws InterruptedException {
        steps.apply(new Step.MarkStale(name, file));
    }

    @Override
    public List<FileEntry> staleFiles() {
        steps.awaitCommits();
        return files.inState(session.snapshot().key(), name, FileState.STALE);
    }

    @Override
    public RestoreTask restore() {
        return restore;
    }

    @Override
    public void awaitClient() throws InterruptedException {
        steps.awaitCommits();
        session.await(s -> {
            var counts = Objects.requireNonNull(s.bundle(name)).counts();
            return counts.open() == 0 || counts.stale() > 0;
        });
    }
}
