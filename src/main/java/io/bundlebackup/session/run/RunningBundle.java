package io.bundlebackup.session.run;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.Reports;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.FileRows;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.RestoreTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's work may do with its session: enter phases with and without a slot, announce at its pace, wait for the client. Used
 * by the bundle's thread.
 */
final class RunningBundle implements BundleTask {
    private static final int LOUD_FAILURES = 1_000;
    private static final int MOST_UNCOMMITTED = 64;

    private final Session session;
    private final String name;
    private final Bundle bundle;
    private final Slots slots;
    private final FileRows files;
    private final RateMeter meter;
    private final Pace pace = new Pace();
    /** The announcements and failed files that are being committed, in their order. */
    private final ArrayDeque<CompletableFuture<Void>> uncommitted = new ArrayDeque<>();

    private final List<Map<String, Object>> results = new ArrayList<>();
    private @Nullable Failure extensionFailure;
    private final RestoreTask restore = new RunningRestore(this);
    private boolean slotHeld;

    RunningBundle(
            Session session,
            String name,
            Bundle bundle,
            Slots slots,
            FileRows files,
            RateMeter meter,
            boolean slotHeld) {
        this.session = session;
        this.name = name;
        this.slotHeld = slotHeld;
        this.bundle = bundle;
        this.slots = slots;
        this.files = files;
        this.meter = meter;
    }

    /** Gives the slot back, if it is held. */
    void freeSlot() {
        if (slotHeld) {
            slotHeld = false;
            slots.free();
        }
    }

    /** A step of the work, unless it is to end. */
    void proceed(Step step) throws InterruptedException {
        awaitCommits(0);
        requireGoingOn();
        session.take(step);
    }

    private void requireGoingOn() throws InterruptedException {
        if (Thread.interrupted() || snapshot().ending()) {
            throw new InterruptedException();
        }
    }

    @Override
    public String sessionId() {
        return session.snapshot().id();
    }

    @Override
    public ClientWords words() {
        return files.words(session.snapshot().key(), name);
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public BundleSnapshot snapshot() {
        return Objects.requireNonNull(session.snapshot().bundle(name));
    }

    @Override
    public void enter(Phase phase) throws InterruptedException {
        awaitCommits(0);
        if (phase.work() && !slotHeld) {
            proceed(new Step.Enter(name, Phase.WAITING_FOR_SLOT));
            takeSlot();
        }
        if (snapshot().standing().phase() != phase) {
            proceed(new Step.Enter(name, phase));
        }
        if (!phase.work()) {
            freeSlot();
        }
    }

    private void takeSlot() throws InterruptedException {
        var granted = new CountDownLatch(1);
        var now = snapshot();
        slots.enqueue(List.of(new Slots.Waiter(
                session.snapshot(),
                name,
                now.steering().priority(),
                true,
                now.appended().ticket(),
                granted::countDown)));
        try {
            granted.await();
            slotHeld = true;
        } catch (InterruptedException e) {
            slotHeld = !slots.remove(sessionId(), name);
            throw e;
        }
    }

    @Override
    public void sized(long bytes) throws InterruptedException {
        proceed(new Step.Sized(name, bytes));
    }

    @Override
    public void scanned(long found, long bytes) throws InterruptedException {
        proceed(new Step.Scanned(name, new FileCounts.Tally(found, bytes)));
    }

    @Override
    public void announce(DeliveredFile file) throws InterruptedException {
        announceInTurn(new Step.Announce(name, file, false));
    }

    @Override
    public boolean announceAtOnce(DeliveredFile file) throws InterruptedException {
        int rate = snapshot().steering().sendRate();
        return rate != 0
                && pace.delay(rate, System.nanoTime()).isZero()
                && announced(new Step.Announce(name, file, false), rate);
    }

    @Override
    public void announceAnew(DeliveredFile file) throws InterruptedException {
        announceInTurn(new Step.Announce(name, file, true));
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) throws InterruptedException {
        proceed(new Step.GiveUp(name, file.uri(), why));
    }

    private void announceInTurn(Step.Announce step) throws InterruptedException {
        while (true) {
            int rate = snapshot().steering().sendRate();
            if (rate == 0) {
                awaitRate();
                continue;
            }
            var delay = pace.delay(rate, System.nanoTime());
            if (!delay.isZero()) {
                session.await(s -> rateOf(s) != rate, delay);
            } else if (announced(step, rate)) {
                return;
            }
        }
    }

    /**
     * Announces, unless another rate counts by now: whoever was told that it does shall not see an announcement at the old one. Does not
     * wait for the commit; at high rates there would be more of them than a disk can flush.
     */
    private boolean announced(Step.Announce step, int rate) throws InterruptedException {
        requireGoingOn();
        var now = System.nanoTime();
        var decided = session.decide(draft -> {
            var bundle = draft.bundle(name);
            if (bundle.ending() || bundle.steering().sendRate() != rate) {
                return false;
            }
            Transitions.apply(draft, step);
            return true;
        });
        uncommitted.addLast(decided.done());
        awaitCommits(decided.result() ? MOST_UNCOMMITTED : 0);
        if (decided.result()) {
            pace.announced(rate, now);
        }
        return decided.result();
    }

    /** Waits until at most so many of them are not committed; one that could not be ends the work. */
    void awaitCommits(int most) {
        while (!uncommitted.isEmpty()
                && (uncommitted.size() > most || uncommitted.getFirst().isDone())) {
            Journal.await(uncommitted.removeFirst());
        }
    }

    /** Nothing may be announced: the bundle waits for its client, and its slot is somebody else's meanwhile. */
    private void awaitRate() throws InterruptedException {
        awaitCommits(0);
        var phase = Objects.requireNonNull(snapshot().standing().phase());
        enter(Phase.WAITING_FOR_CLIENT);
        session.await(s -> rateOf(s) != 0);
        enter(phase);
    }

    private int rateOf(SessionSnapshot s) {
        return Objects.requireNonNull(s.bundle(name)).steering().sendRate();
    }

    @Override
    public void failed(String path, ErrorCode code, String message) throws InterruptedException {
        requireGoingOn();
        // Without waiting for the commit: each failure of a hundred thousand would cost a flush of the disk.
        var decided = session.decide(draft -> {
            boolean loud = draft.bundle(name).counts().failed() < LOUD_FAILURES;
            Transitions.apply(draft, new Step.FailFile(name, path, code.number(), message, true, loud));
            return draft;
        });
        uncommitted.addLast(decided.done());
        awaitCommits(MOST_UNCOMMITTED);
    }

    @Override
    public List<String> failures(int limit) {
        awaitCommits(0);
        return files.failures(session.snapshot().key(), name, limit);
    }

    @Override
    public void remark(String path, ErrorCode code, String message) throws InterruptedException {
        proceed(new Step.FailFile(name, path, code.number(), message, false, true));
    }

    @Override
    public void report() throws InterruptedException {
        awaitCommits(0);
        var counts = snapshot().counts();
        // All that was found has been delivered: files that changed since the scan are what they were when they were
        // read.
        if (counts.total() != null && counts.failed() == 0 && !counts.closed().equals(counts.total())) {
            proceed(new Step.Scanned(name, counts.closed()));
        }
        var now = snapshot();
        proceed(new Step.Progress(name, Reports.progress(now, meter.rate(), meter.eta(now.counts()), session.now())));
        proceed(new Step.Report(name, Reports.result(now, null, applicationResult())));
    }

    @Override
    public void progress(List<Map<String, Object>> progressInfo) {
        if (!snapshot().ending()) {
            session.take(new Step.Progress(name, Reports.progress(name, progressInfo, session.now())));
        }
    }

    @Override
    public void result(List<Map<String, Object>> resultInfo) {
        results.addAll(resultInfo);
    }

    @Override
    public void extensionFailed(Failure why) {
        extensionFailure = why;
        session.take(new Step.FailFile(name, ".", why.code(), why.message(), false, true));
    }

    /** What the application's commands have said so far for the report. */
    ApplicationResult applicationResult() {
        return new ApplicationResult(results, extensionFailure);
    }

    @Override
    public Optional<FileEntry> delivered(String uri) {
        awaitCommits(0);
        return files.find(session.snapshot().key(), name, uri);
    }

    @Override
    public List<FileEntry> stale() {
        awaitCommits(0);
        return files.inState(session.snapshot().key(), name, FileState.STALE);
    }

    @Override
    public RestoreTask restore() {
        return restore;
    }

    Session session() {
        return session;
    }

    Slots slots() {
        return slots;
    }

    @Override
    public void awaitClient() throws InterruptedException {
        awaitCommits(0);
        session.await(s -> {
            var counts = Objects.requireNonNull(s.bundle(name)).counts();
            return counts.open() == 0 || counts.stale() > 0;
        });
    }
}
