package io.bundlebackup.session;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.session.work.StagedBytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The work on bundles as a test wants it: every step is taken by the bundle's own thread, when the test says so. */
public final class ScriptedWork implements BundleWork, StagedBytes {
    private static final long PATIENCE_SECONDS = 5;

    /** One step of the work. */
    public interface Action {
        void on(BundleTask task) throws InterruptedException, BundleFailedException;
    }

    private record Job(@Nullable Action action, @Nullable Long result, CompletableFuture<Void> done) {}

    private final Map<BundleId, LinkedBlockingQueue<Job>> scripts = new ConcurrentHashMap<>();
    private final Map<BundleId, CompletableFuture<BundleTask>> begun = new ConcurrentHashMap<>();
    private final List<BundleId> discarded = new CopyOnWriteArrayList<>();
    private final List<String> over = new CopyOnWriteArrayList<>();
    private final List<String> bundlesOver = new CopyOnWriteArrayList<>();
    private volatile Runnable whenOver = () -> {};
    private final AtomicInteger failingRemovals = new AtomicInteger();
    private final AtomicReference<@Nullable Error> questionFailure = new AtomicReference<>();
    private volatile Throwable removalFailure = new IOException();
    private volatile long staged;

    @Override
    public SessionType type() {
        return SessionType.BACKUP;
    }

    /** The next question whether bundles begin with a slot fails. The service asks when a bundle was appended. */
    public void failNextQuestion(Error failure) {
        questionFailure.set(failure);
    }

    @Override
    public boolean beginsWithSlot() {
        var failure = questionFailure.getAndSet(null);
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return Phase.SCANNING;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException, BundleFailedException {
        begunOf(task.id()).complete(task);
        while (true) {
            var job = script(task.id()).take();
            if (job.action == null) {
                job.done.complete(null);
                return job.result;
            }
            try {
                job.action.on(task);
                // Announcements are committed a little later; whoever asks for files sees them all.
                task.staleFiles();
                job.done.complete(null);
            } catch (Exception e) {
                job.done.completeExceptionally(e);
                throw e;
            }
        }
    }

    @Override
    public void discard(BundleId bundle) throws IOException {
        failRemoval();
        discarded.add(bundle);
    }

    @Override
    public void bundleEnded(String sessionId, BundleSnapshot bundle) throws IOException {
        failRemoval();
        whenOver.run();
        bundlesOver.add(
                sessionId + "/" + bundle.name() + " " + bundle.standing().outcome());
    }

    /** The next removals of what was kept for bundles and sessions fail. */
    public void failRemovals(int howMany, Throwable failure) {
        removalFailure = failure;
        failingRemovals.set(howMany);
    }

    private void failRemoval() throws IOException {
        if (failingRemovals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            switch (removalFailure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(removalFailure);
            }
        }
    }

    public int failingRemovals() {
        return failingRemovals.get();
    }

    /** What a bundle's thread does when its bundle is over. */
    void whenOver(Runnable action) {
        whenOver = action;
    }

    /** Waits until the work was told that a bundle is over. */
    public void awaitOver(String sessionId, String bundle) {
        Awaitility.await()
                .until(() -> bundlesOver.stream().anyMatch(each -> each.startsWith(sessionId + "/" + bundle + " ")));
    }

    /** Bundles of which that was told, with their outcome. */
    public List<String> bundlesOver() {
        return List.copyOf(bundlesOver);
    }

    @Override
    public void sessionEnded(String sessionId) throws IOException {
        failRemoval();
        over.add(sessionId);
    }

    /** Sessions that are over, in the order in which that was told. */
    public List<String> over() {
        return List.copyOf(over);
    }

    @Override
    public long stagedBytes() {
        return staged;
    }

    public void staged(long bytes) {
        staged = bytes;
    }

    public boolean discarded(String sessionId, String bundleName) {
        return discarded.contains(new BundleId(sessionId, bundleName));
    }

    public boolean begun(String sessionId, String bundle) {
        return begunOf(new BundleId(sessionId, bundle)).isDone();
    }

    /** Waits until the work on a bundle has begun. */
    public BundleTask awaitBegin(String sessionId, String bundle) {
        return get(begunOf(new BundleId(sessionId, bundle)));
    }

    /** Takes a step and waits until it is done. */
    public void step(String sessionId, String bundle, Action action) {
        awaitBegin(sessionId, bundle);
        get(post(sessionId, bundle, action));
    }

    /** Takes a step that may take long; completes when it is done, or with what it threw. */
    public CompletableFuture<Void> post(String sessionId, String bundle, Action action) {
        return add(sessionId, bundle, new Job(action, null, new CompletableFuture<>()));
    }

    /** The work comes to its end. */
    public void finish(String sessionId, String bundle, @Nullable Long lastIncrementalTime) {
        awaitBegin(sessionId, bundle);
        get(add(sessionId, bundle, new Job(null, lastIncrementalTime, new CompletableFuture<>())));
    }

    /** The work fails. */
    public void fail(String sessionId, String bundle, Failure failure) {
        fail(sessionId, bundle, failure, null);
    }

    /** The work fails, for a cause that only the log may name. */
    public void fail(String sessionId, String bundle, Failure failure, @Nullable Throwable cause) {
        awaitBegin(sessionId, bundle);
        var done = post(sessionId, bundle, task -> {
            throw new BundleFailedException(failure, cause);
        });
        await(done.exceptionally(thrown -> null));
    }

    private CompletableFuture<Void> add(String sessionId, String bundle, Job job) {
        script(new BundleId(sessionId, bundle)).add(job);
        return job.done;
    }

    private LinkedBlockingQueue<Job> script(BundleId bundle) {
        return scripts.computeIfAbsent(bundle, unused -> new LinkedBlockingQueue<>());
    }

    private CompletableFuture<BundleTask> begunOf(BundleId bundle) {
        return begun.computeIfAbsent(bundle, unused -> new CompletableFuture<>());
    }

    private static <T> void await(CompletableFuture<T> future) {
        get(future);
    }

    public static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("It did not come to that", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
