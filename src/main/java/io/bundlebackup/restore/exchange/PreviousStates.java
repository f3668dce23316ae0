package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.SessionRight;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.state.SessionType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The earlier states of bundles' data that restores kept, newest first. Each can be exchanged with the present state, or removed.
 * Thread-safe: every change holds the bundle.
 */
public final class PreviousStates {
    private static final Logger log = LoggerFactory.getLogger(PreviousStates.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Bundles bundles;
    private final Hold hold;
    private final int keepPrevious;
    private final KeptStates kept;
    private final BackgroundRemoval removal;

    /** Runs work while this caller alone uses a bundle's data; throws a {@link ProblemException} if the data is in use. */
    public interface Hold {
        void during(String bundleName, Runnable work);
    }

    public PreviousStates(
            Bundles bundles, Hold hold, int keepPrevious, InstantSource clock, BackgroundRemoval removal) {
        this.bundles = bundles;
        this.hold = hold;
        this.keepPrevious = keepPrevious;
        this.kept = new KeptStates(clock);
        this.removal = removal;
    }

    /**
     * Lists the earlier states of a bundle, all with their sizes.
     *
     * @throws ProblemException {@code no-such-bundle}; {@code io-error}
     */
    public List<PreviousState> list(String bundleName) {
        var bundle = find(bundleName);
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work == null) {
                return List.of();
            }
            var found = new ArrayList<PreviousState>();
            for (var state : KeptStates.in(work)) {
                describe(work, bundleName, state).ifPresent(found::add);
            }
            return found;
        } catch (IOException e) {
            throw KeptStates.failed(bundle, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KeptStates.failed(bundle, new IOException("interrupted", e));
        }
    }

    /**
     * Exchanges an earlier state with the present one. The earlier state then contains the data that was present; its size is not measured
     * yet.
     *
     * @param key of the request: an exchange that has taken place for it is not repeated, whatever became of its answer
     * @throws ProblemException {@code permission-denied} to callers who may not restore; {@code no-such-bundle}, {@code no-such-file} without such a state, {@code bundle-held}, {@code
     *     key-reused}, {@code io-error}
     */
    public Undone restore(String bundleName, String id, @Nullable IdempotencyKey key) {
        SessionRight.require(SessionType.RESTORE);
        var bundle = find(bundleName, id);
        if (bundle.restoreRefusal() instanceof Failure refusal) {
            throw new ProblemException(ProblemType.INVALID_ARGUMENT, refusal.message() + ".");
        }
        var undo = new Undo(kept, bundle, id, key);
        var before = undo.repetition();
        if (before.isPresent()) {
            return before.get();
        }
        var undone = new AtomicReference<@Nullable Undone>();
        hold.during(bundleName, () -> undone.set(undo.run()));
        return Objects.requireNonNull(undone.get());
    }

    /**
     * Removes an earlier state. When this returns, the state is not kept any more, also after a power cut; its files are removed from the
     * disk in the background.
     *
     * @throws ProblemException {@code permission-denied} to callers who may not restore; {@code no-such-bundle}, {@code no-such-file} without
     *     such a state, {@code bundle-held}, {@code io-error}
     */
    public void remove(String bundleName, String id) {
        SessionRight.require(SessionType.RESTORE);
        var bundle = find(bundleName, id);
        hold.during(bundleName, () -> remove(bundle, id));
        removal.execute(() -> WorkDirectory.sweep(DataLocation.of(bundle)));
    }

    private void remove(Bundle bundle, String id) {
        var name = WorkDirectory.PREVIOUS + id;
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElseThrow(KeptStates::unknown);
                var state = work.state(name).orElseThrow(KeptStates::unknown)) {
            synchronized (kept.lock(bundle.name())) {
                // In the middle of an exchange some of the present data is in the tree of the state; this completes the
                // exchange.
                StateMetadata.settle(state, new LocationExchange(work.location()).tookPlace(state));
                work.putAside(name);
            }
            work.directory().sync();
        } catch (IOException e) {
            throw KeptStates.failed(bundle, e);
        }
    }

    /** Does nothing if the state was exchanged meanwhile, because it then contains other data. */
    private void putAside(Bundle bundle, WorkDirectory work, PreviousState looked) throws IOException {
        synchronized (kept.lock(bundle.name())) {
            try (var state = work.state(WorkDirectory.PREVIOUS + looked.id()).orElse(null)) {
                if (state != null && StateMetadata.of(state).equals(looked.metadata())) {
                    work.putAside(WorkDirectory.PREVIOUS + looked.id());
                }
            }
        }
    }

    /** Empty if the state was removed meanwhile. */
    private Optional<PreviousState> describe(WorkDirectory work, String bundleName, PreviousState found)
            throws IOException, InterruptedException {
        try (var state = work.state(WorkDirectory.PREVIOUS + found.id()).orElse(null)) {
            return state == null
                    ? Optional.empty()
                    : Optional.of(new PreviousState(
                            found.id(), found.metadata(), StateSize.of(state, kept.lock(bundleName))));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Settles what a session that has ended left, and removes the earlier states beyond the configured number. Repeatable. */
    public void sessionEnded(Bundle bundle, String sessionId) throws IOException, InterruptedException {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work != null) {
                cutover(work, sessionId).settle(sessionId);
                putOldestAside(bundle, work);
            }
        }
        WorkDirectory.sweep(DataLocation.of(bundle));
    }

    /**
     * Settles, at the start of the service, what sessions left that had ended when the service stopped. What is put aside has to be swept.
     * Repeatable.
     */
    void clear(Bundle bundle) throws IOException {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work != null) {
                hold.during(bundle.name(), () -> clear(bundle, work));
            }
        } catch (ProblemException e) {
            log.debug("{} is held by another session, which removes the states that are left", bundle.name());
        }
    }

    private void clear(Bundle bundle, WorkDirectory work) {
        try {
            cutover(work, "").settleAll();
            // The service may have been killed between the end of a restore and this.
            putOldestAside(bundle, work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a session's new state takes the place of the present one. */
    public Cutover cutover(WorkDirectory work, String sessionId) {
        Cutover.Facts facts =
                (state, session) -> kept.replacedNow(work, session).write(state);
        return new Cutover(work, new LocationExchange(work.location()), sessionId, facts);
    }

    /** Puts the oldest states beyond the configured number aside. */
    private void putOldestAside(Bundle bundle, WorkDirectory work) throws IOException {
        var all = KeptStates.in(work);
        for (var state : all.subList(Math.min(keepPrevious, all.size()), all.size())) {
            putAside(bundle, work, state);
        }
    }

    private Bundle find(String bundleName, String id) {
        var bundle = find(bundleName);
        if (!ID.matcher(id).matches()) {
            throw KeptStates.unknown();
        }
        return bundle;
    }

    private Bundle find(String name) {
        var bundle = bundles.find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NO_SUCH_BUNDLE, Bundle.unknown(name).message() + "."));
        if (bundle.problem() != null) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The application " + name + " cannot be used: " + bundle.problem() + ".");
        }
        return bundle;
    }
}
