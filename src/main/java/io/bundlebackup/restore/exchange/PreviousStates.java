package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.IdempotencyKey;
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
 * The earlier states of bundles' data that restores kept, newest first; any of them can be exchanged with the present one, or removed. Thread-safe:
 * whatever changes them holds the bundle.
 */
public final class PreviousStates {
    private static final Logger log = LoggerFactory.getLogger(PreviousStates.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Bundles bundles;
    private final Hold hold;
    private final int keepPrevious;
    private final KeptStates kept;
    private final Sweeper sweeper;

    /** Runs work while this caller alone uses a bundle's data; throws a {@link ProblemException} if the data is in use. */
    public interface Hold {
        void during(String bundleName, Runnable work);
    }

    public PreviousStates(Bundles bundles, Hold hold, int keepPrevious, InstantSource clock, Sweeper sweeper) {
        this.bundles = bundles;
        this.hold = hold;
        this.keepPrevious = keepPrevious;
        this.kept = new KeptStates(clock);
        this.sweeper = sweeper;
    }

    /**
     * Those of a bundle, all measured.
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
     * Exchanges an earlier state with the present one, at once; it then keeps what was present, which is not measured for that.
     *
     * @param key of the request: an exchange that has taken place for it is not repeated, whatever became of its answer
     * @throws ProblemException {@code no-such-bundle}, {@code no-such-file} without such a state, {@code bundle-held}, {@code
     *     key-reused}, {@code io-error}
     */
    public Undone restore(String bundleName, String id, @Nullable IdempotencyKey key) {
        var bundle = find(bundleName);
        if (!ID.matcher(id).matches()) {
            throw KeptStates.unknown();
        }
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
     * @throws ProblemException {@code no-such-bundle}, {@code no-such-file} without such a state, {@code bundle-held}, {@code io-error}
     */
    public void remove(String bundleName, String id) {
        var bundle = find(bundleName);
        if (!ID.matcher(id).matches()) {
            throw KeptStates.unknown();
        }
        hold.during(bundleName, () -> remove(bundle, id));
        sweeper.sweep(() -> ExchangeRecovery.sweep(DataLocation.of(bundle)));
    }

    private void remove(Bundle bundle, String id) {
        var name = WorkDirectory.PREVIOUS + id;
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElseThrow(KeptStates::unknown);
                var state = work.state(name).orElseThrow(KeptStates::unknown)) {
            synchronized (kept.lock(bundle.name())) {
                // In the middle of an exchange some of the present data is in the tree of the state; this completes the
                // exchange.
                StateMetadata.settle(state, new LocationExchange(work.place()).tookPlace(state));
                work.putAside(name);
            }
            work.directory().sync();
        } catch (IOException e) {
            throw KeptStates.failed(bundle, e);
        }
    }

    /** Unless it was exchanged since it was looked at: then it has what was present until then. */
    private void putAside(Bundle bundle, WorkDirectory work, KeptState looked) throws IOException {
        synchronized (kept.lock(bundle.name())) {
            try (var state = work.state(WorkDirectory.PREVIOUS + looked.id()).orElse(null)) {
                if (state != null && StateMetadata.of(state).equals(looked.facts())) {
                    work.putAside(WorkDirectory.PREVIOUS + looked.id());
                }
            }
        }
    }

    /** Nothing if it is gone by now. */
    private Optional<PreviousState> describe(WorkDirectory work, String bundleName, KeptState found)
            throws IOException, InterruptedException {
        try (var state = work.state(WorkDirectory.PREVIOUS + found.id()).orElse(null)) {
            return state == null
                    ? Optional.empty()
                    : Optional.of(new KeptState(found.id(), found.facts(), StateSize.of(state, kept.lock(bundleName)))
                            .shown());
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A session is over: nothing of what it wanted to put in place is left, and no more is kept than is to be. */
    public void sessionEnded(Bundle bundle, String sessionId) throws InterruptedException {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work != null) {
                cutover(work, sessionId).settle(sessionId);
            }
        } catch (IOException e) {
            log.warn("A new state of {} could not be removed; it takes up space: {}", bundle.name(), e.getMessage());
        }
        trim(bundle);
    }

    /**
     * At a start, when the sessions that go on hold their bundles and nobody asks for anything yet: what those left that had ended when
     * the service did.
     */
    void clear(Bundle bundle) {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work != null && !work.names(WorkDirectory.NEW).isEmpty()) {
                hold.during(bundle.name(), () -> clear(work));
            }
        } catch (ProblemException e) {
            log.debug("{} is held by another session, which removes the states that are left", bundle.name());
        } catch (IOException | UncheckedIOException e) {
            log.warn("A new state of {} could not be removed; it takes up space: {}", bundle.name(), e.getMessage());
        }
    }

    private void clear(WorkDirectory work) {
        try {
            cutover(work, "").settleAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a session's new state takes the place of the present one. */
    public Cutover cutover(WorkDirectory work, String sessionId) {
        Cutover.Facts facts =
                (state, session) -> kept.replacedNow(work, session).write(state);
        return new Cutover(work, new LocationExchange(work.place()), sessionId, facts);
    }

    /** Removes what is more than is to be kept of a bundle, oldest first, and what was put aside. What fails is told in the log. */
    private void trim(Bundle bundle) throws InterruptedException {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null)) {
            if (work == null) {
                return;
            }
            var all = KeptStates.in(work);
            for (var state : all.subList(Math.min(keepPrevious, all.size()), all.size())) {
                putAside(bundle, work, state);
            }
            work.sweep();
        } catch (IOException e) {
            log.warn(
                    "Earlier states of {} could not be removed; they take up space: {}", bundle.name(), e.getMessage());
        }
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
