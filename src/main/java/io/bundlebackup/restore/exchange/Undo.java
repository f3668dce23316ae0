package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.session.reply.IdempotencyKey;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request to exchange an earlier state of a bundle with the present one. For one thread. */
final class Undo {
    private final KeptStates states;
    private final Bundle bundle;
    private final String id;
    private final StateMetadata.@Nullable Undoing undoing;

    /** @param key of the request: an exchange that has taken place for the key is not repeated */
    Undo(KeptStates states, Bundle bundle, String id, @Nullable IdempotencyKey key) {
        this.states = states;
        this.bundle = bundle;
        this.id = id;
        this.undoing = key == null ? null : new StateMetadata.Undoing(key.scopeSha256(), key.bodySha256());
    }

    private String name() {
        return WorkDirectory.PREVIOUS + id;
    }

    /** The answer if the exchange has taken place for this request; another caller may hold the bundle by now. */
    Optional<Undone> repetition() {
        try (var work = WorkDirectory.find(DataLocation.of(bundle)).orElse(null);
                var state = work == null ? null : work.state(name()).orElse(null)) {
            return work == null || state == null ? Optional.empty() : repetition(work, state);
        } catch (IOException e) {
            throw KeptStates.failed(bundle, e);
        }
    }

    private Optional<Undone> repetition(WorkDirectory work, Directory state) throws IOException {
        for (var earlier : StateMetadata.undoings(state)) {
            if (undoing != null && earlier.key().equals(undoing.key())) {
                if (!earlier.body().equals(undoing.body())) {
                    throw IdempotencyKey.reused();
                }
                return Optional.of(new Undone(KeptStates.in(work), true));
            }
        }
        return Optional.empty();
    }

    /** Exchanges, unless that has taken place for this request. The caller holds the bundle. */
    Undone run() {
        var location = DataLocation.of(bundle);
        try (var work = WorkDirectory.find(location).orElseThrow(KeptStates::unknown);
                var state = work.state(name()).orElseThrow(KeptStates::unknown)) {
            var exchange = new LocationExchange(location);
            synchronized (states.lock(bundle.name())) {
                // An earlier process may have exchanged the state without recording it.
                StateMetadata.settle(state, exchange.tookPlace(state));
            }
            var before = repetition(work, state);
            return before.isPresent() ? before.get() : run(exchange, work, state);
        } catch (IOException e) {
            throw KeptStates.failed(bundle, e);
        }
    }

    private Undone run(Exchange exchange, WorkDirectory work, Directory state) throws IOException {
        // If the data directory was deleted, the earlier state takes the place of an empty directory.
        boolean made = work.location().makeData();
        boolean complete = false;
        try {
            exchange.prepare(state);
            synchronized (states.lock(bundle.name())) {
                var undone = exchange(exchange, work, state);
                complete = true;
                return undone;
            }
        } finally {
            if (made && !complete) {
                work.location().removeEmptyData();
            }
        }
    }

    private Undone exchange(Exchange exchange, WorkDirectory work, Directory state) throws IOException {
        if (isGone(work, state)) {
            throw KeptStates.unknown();
        }
        var facts = states.replacedNow(work, StateMetadata.of(state).sessionId())
                .exchangedBy(undoing, StateMetadata.undoings(state));
        // Read before the exchange: a failure after it would be answered as if the exchange had not taken place.
        var all = KeptStates.in(work).stream().filter(kept -> !kept.id().equals(id));
        var answer = Stream.concat(Stream.of(new PreviousState(id, facts, null)), all)
                .toList();
        facts.announce(state);
        StateSize.forget(state);
        exchangeAndSettle(exchange, work.location(), state);
        return new Undone(answer, false);
    }

    /** Whether the state was removed since it was opened. */
    private boolean isGone(WorkDirectory work, Directory opened) throws IOException {
        try (var state = work.state(name()).orElse(null)) {
            return state == null || !state.stat().isSameFile(opened.stat());
        }
    }

    /** Exchanges, and records whether the exchange has taken place. */
    private static void exchangeAndSettle(Exchange exchange, DataLocation location, Directory state)
            throws IOException {
        try {
            exchange.exchange(state);
        } catch (Exchange.UnflushedException e) {
            StateMetadata.settle(state, true);
            throw e;
        } catch (IOException e) {
            StateMetadata.settle(state, false);
            throw e;
        }
        try {
            StateMetadata.settle(state, true);
        } catch (IOException e) {
            Exchange.logDisorder(location, e);
        }
    }
}
