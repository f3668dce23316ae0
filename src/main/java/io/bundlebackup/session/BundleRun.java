package io.bundlebackup.session;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bundle being worked on: its thread, its slot, its pace. Begins with a slot held; whatever happens in between ends with the
 * slot free, what was staged removed, and the bundle ended, unless the service itself is stopping.
 */
final class BundleRun implements BundleTask {
    private static final Logger log = LoggerFactory.getLogger(BundleRun.class);
    private static final int LOUD_FAILURES = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Session session;
    private final String name;
    private final BundleWork work;
    private final Bundles bundles;
    private final Slots slots;
    private final FileRows files;
    private final Pace pace = new Pace();
    private final RateMeter meter = new RateMeter();
    private final Thread thread;
    private @Nullable Bundle bundle;
    private boolean slotHeld = true;
    private volatile boolean abandoned;

    BundleRun(
            Session session,
            String name,
            BundleWork work,
            Bundles bundles,
            Slots slots,
            FileRows files,
            Runnable over) {
        this.session = session;
        this.name = name;
        this.work = work;
        this.bundles = bundles;
        this.slots = slots;
        this.files = files;
        this.thread = Thread.ofVirtual().name("bundle-" + name).unstarted(() -> {
            try {
                run();
            } finally {
                over.run();
            }
        });
    }

    void start() {
        thread.start();
    }

    /** The bundle is to end: whoever waits in it wakes up. */
    void stop() {
        thread.interrupt();
    }

    /** The service is stopping: leave everything as it is. */
    void abandon() {
        abandoned = true;
        thread.interrupt();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    boolean isOver() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    RateMeter meter() {
        return meter;
    }

    /** Bytes a second that reach the client. */
    @Nullable
    Long rate() {
        return meter.rate();
    }

    /** Seconds until everything has reached the client at this rate. */
    @Nullable
    Long eta(BundleSnapshot bundle) {
        var rate = meter.rate();
        var total = bundle.counts().total();
        if (rate == null || rate == 0 || total == null) {
            return null;
        }
        return Math.max(0, total.bytes() - bundle.counts().closed().bytes()) / rate;
    }

    private void run() {
        try {
            if (begin()) {
                var failure = carryOut();
                if (!abandoned) {
                    freeSlot();
                    end(failure);
                }
            }
        } finally {
            freeSlot();
        }
    }

    /** {@code onBundleBegin}; {@code false} if it was withdrawn or is no longer there. */
    private boolean begin() {
        try {
            var found = bundles.find(name);
            var refusal = found.isEmpty() ? Bundle.unknown(name) : found.get().refusal();
            if (found.isEmpty() || refusal != null) {
                session.take(new Step.Refuse(name, refusal == null ? Bundle.unknown(name) : refusal));
                return false;
            }
            bundle = found.get();
            session.take(new Step.Begin(name, work.firstPhase()));
            return true;
        } catch (BundleGoneException e) {
            return false;
        } catch (ProblemException e) {
            // Not recorded, so it is still queued as far as anybody knows; the next start of the service ends it.
            log.error("The bundle {} could not begin: {}", name, e.detail());
            return false;
        }
    }

    private record Finish(
            Outcome outcome,
            @Nullable Failure failure,
            @Nullable Long lastIncrementalTime) {}

    private Finish carryOut() {
        try {
            return new Finish(Outcome.COMPLETED, null, work.carryOut(this));
        } catch (InterruptedException | BundleGoneException e) {
            // Why it ends is recorded, see end(); this is what is said if nothing was.
            return failed(Failure.of(ErrorCode.INTERNAL_ERROR, "The work was interrupted"));
        } catch (BundleFailedException e) {
            log.warn("The bundle {} failed: {}", name, e.failure().message(), e.getCause());
            return failed(e.failure());
        } catch (ProblemException e) {
            return failed(Failure.of(e.type().code(), e.detail()));
        } catch (OutOfMemoryError e) {
            log.error("Out of memory while working on {}; give the service a larger heap (-Xmx).", name, e);
            return failed(Failure.of(ErrorCode.OUT_OF_MEMORY));
        } catch (RuntimeException | Error e) {
            log.error("The work on {} failed unexpectedly; please report this.", name, e);
            return failed(Failure.of(ErrorCode.INTERNAL_ERROR));
        }
    }

    private static Finish failed(Failure failure) {
        return new Finish(Outcome.FAILED, failure, null);
    }

    /** Ends the bundle, and does not give up while the database cannot be written: an end nobody hears of is no end. */
    private void end(Finish finish) {
        while (!abandoned) {
            boolean interrupted = Thread.interrupted();
            try {
                work.discard(sessionId(), name);
                session.transact(draft -> {
                    var why = draft.bundle(name).standing().ending();
                    Transitions.apply(
                            draft,
                            why == null
                                    ? new Step.End(
                                            name, finish.outcome(), finish.failure(), finish.lastIncrementalTime())
                                    : new Step.End(name, why.outcome(), why.failure(), null));
                    return draft;
                });
                return;
            } catch (BundleGoneException e) {
                return;
            } catch (RuntimeException e) {
                log.error("The end of {} could not be recorded; it is tried again.", name, e);
                pause(interrupted);
            }
        }
    }

    private void pause(boolean interrupted) {
        try {
            session.await(s -> abandoned, RETRY);
        } catch (InterruptedException e) {
            log.debug("interrupted while waiting to record the end of {} ({})", name, interrupted);
        }
    }

    private void freeSlot() {
        if (slotHeld) {
            slotHeld = false;
            slots.free();
        }
    }

    /** A step of the work, unless it is to end. */
    private void proceed(Step step) throws InterruptedException {
        if (Thread.interrupted() || snapshot().ending()) {
            throw new InterruptedException();
        }
        session.take(step);
    }

    @Override
    public String sessionId() {
        return session.snapshot().id();
    }

    @Override
    public Bundle bundle() {
        return Objects.requireNonNull(bundle);
    }

    @Override
    public BundleSnapshot snapshot() {
        return Objects.requireNonNull(session.snapshot().bundle(name));
    }

    @Override
    public void enter(Phase phase) throws InterruptedException {
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
    public void scanned(long found, long bytes) throws InterruptedException {
        proceed(new Step.Scanned(name, new FileCounts.Tally(found, bytes)));
    }

    @Override
    public void announce(DeliveredFile file) throws InterruptedException {
        awaitTurn();
        proceed(new Step.Announce(name, file, false));
    }

    @Override
    public void announceAnew(DeliveredFile file) throws InterruptedException {
        awaitTurn();
        proceed(new Step.Announce(name, file, true));
    }

    @Override
    public void giveUp(DeliveredFile file, Failure why) throws InterruptedException {
        proceed(new Step.GiveUp(name, file.uri(), why));
    }

    private void awaitTurn() throws InterruptedException {
        while (true) {
            int rate = snapshot().steering().sendRate();
            if (rate == 0) {
                awaitRate();
                continue;
            }
            var delay = pace.delay(rate, System.nanoTime());
            if (delay.isZero()) {
                pace.announced(rate, System.nanoTime());
                return;
            }
            session.await(s -> rateOf(s) != rate, delay);
        }
    }

    /** Nothing may be announced: the bundle waits for its client, and its slot is somebody else's meanwhile. */
    private void awaitRate() throws InterruptedException {
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
        boolean loud = snapshot().counts().failed() < LOUD_FAILURES;
        proceed(new Step.FailFile(name, path, code.number(), message, loud));
    }

    @Override
    public void report() throws InterruptedException {
        var now = snapshot();
        proceed(new Step.Progress(name, Reports.progress(now, rate(), eta(now), Instant.now())));
        proceed(new Step.Report(name, Reports.result(now, null)));
    }

    @Override
    public List<FileEntry> stale() {
        return files.inState(session.snapshot().key(), name, FileState.STALE);
    }

    @Override
    public void awaitClient() throws InterruptedException {
        session.await(s -> {
            var counts = Objects.requireNonNull(s.bundle(name)).counts();
            return counts.open() == 0 || counts.stale() > 0;
        });
    }
}
