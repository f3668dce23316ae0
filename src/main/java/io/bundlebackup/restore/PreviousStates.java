package io.bundlebackup.restore;

import io.bundlebackup.archive.TreeWalk;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.Restores;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The earlier states of bundles' data that restores kept, newest first; any of them can be exchanged with the present one. Thread-safe:
 * whatever changes them holds the bundle.
 */
public final class PreviousStates {
    private static final Logger log = LoggerFactory.getLogger(PreviousStates.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String FACTS = "facts";
    private static final String SIZE = "size";

    /** What is written of a bundle's states is written by one thread at a time: looking and trimming hold no bundle. */
    private final Object[] orders = Stream.generate(Object::new).limit(64).toArray();

    private final Bundles bundles;
    private final Restores restores;
    private final RestoreSettings settings;
    private final InstantSource clock;

    PreviousStates(Bundles bundles, Restores restores, RestoreSettings settings, InstantSource clock) {
        this.bundles = bundles;
        this.restores = restores;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param id its name
     * @param replacedAt when it ceased to be the present state
     * @param sessionId the restore that kept it
     * @param size bytes of content
     */
    public record PreviousState(String id, Instant replacedAt, String sessionId, long size) {}

    /**
     * Those of a bundle.
     *
     * @throws ProblemException {@code no-such-bundle}; {@code io-error}
     */
    public List<PreviousState> of(String bundleName) {
        var bundle = find(bundleName);
        try (var work = WorkDirectory.find(Place.of(bundle)).orElse(null)) {
            if (work == null) {
                return List.of();
            }
            var found = new ArrayList<PreviousState>();
            for (var name : work.names(WorkDirectory.PREVIOUS)) {
                var state = work.state(name);
                if (state.isPresent()) {
                    try (var directory = state.get()) {
                        found.add(describe(bundleName, name.substring(WorkDirectory.PREVIOUS.length()), directory));
                    }
                }
            }
            found.sort(Comparator.comparing(PreviousState::replacedAt).reversed());
            return found;
        } catch (IOException e) {
            throw failed(bundle, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(bundle, new IOException("interrupted", e));
        }
    }

    /**
     * Exchanges an earlier state with the present one, at once; it then keeps what was present.
     *
     * @throws ProblemException {@code no-such-bundle}, {@code no-such-file} without such a state, {@code bundle-held}, {@code io-error}
     */
    public void restore(String bundleName, String id) {
        var bundle = find(bundleName);
        if (!ID.matcher(id).matches()) {
            throw unknown();
        }
        if (bundle.restoreRefusal() instanceof Failure refusal) {
            throw new ProblemException(ProblemType.INVALID_ARGUMENT, refusal.message() + ".");
        }
        restores.exclusively(bundleName, () -> {
            exchange(bundle, id);
            return bundle;
        });
    }

    /** Put aside since it was opened, to be removed. */
    private static boolean isGone(WorkDirectory work, String id, Directory opened) throws IOException {
        try (var state = work.state(WorkDirectory.PREVIOUS + id).orElse(null)) {
            return state == null || !state.stat().isSameFile(opened.stat());
        }
    }

    /** Unless it was exchanged since it was looked at: then it has what was present until then. */
    private void putAside(Bundle bundle, WorkDirectory work, PreviousState looked) throws IOException {
        synchronized (orderOf(bundle.name())) {
            try (var state = work.state(WorkDirectory.PREVIOUS + looked.id()).orElse(null)) {
                if (state != null && replacedAt(state).equals(looked.replacedAt())) {
                    work.putAside(WorkDirectory.PREVIOUS + looked.id());
                }
            }
        }
    }

    private Object orderOf(String bundleName) {
        return orders[Math.floorMod(bundleName.hashCode(), orders.length)];
    }

    private void exchange(Bundle bundle, String id) {
        try {
            var place = Place.of(bundle);
            try (var work = WorkDirectory.find(place).orElseThrow(PreviousStates::unknown);
                    var state = work.state(WorkDirectory.PREVIOUS + id).orElseThrow(PreviousStates::unknown)) {
                var exchange = Exchange.of(place);
                exchange.prepare(state);
                synchronized (orderOf(bundle.name())) {
                    if (isGone(work, id, state)) {
                        throw unknown();
                    }
                    SmallFile.removeIfThere(state, Place.bytes(SIZE));
                    exchange.carryOut(state);
                    write(state, sessionOf(state));
                }
            }
        } catch (IOException e) {
            throw failed(bundle, e);
        }
    }

    /** What a restore has just replaced. */
    void replaced(Directory state, String sessionId) throws IOException {
        write(state, sessionId);
    }

    private void write(Directory state, String sessionId) throws IOException {
        SmallFile.write(state, FACTS, clock.instant().toEpochMilli() + " " + sessionId);
    }

    private static String sessionOf(Directory state) throws IOException {
        var facts = SmallFile.read(state, FACTS).orElse("0 ");
        return facts.substring(facts.indexOf(' ') + 1);
    }

    private PreviousState describe(String bundleName, String id, Directory state)
            throws IOException, InterruptedException {
        return new PreviousState(id, replacedAt(state), sessionOf(state), size(bundleName, state));
    }

    private static Instant replacedAt(Directory state) throws IOException {
        var facts = SmallFile.read(state, FACTS);
        return facts.isEmpty()
                ? Instant.ofEpochSecond(state.stat().mtimeSeconds())
                : Instant.ofEpochMilli(
                        Long.parseLong(facts.get().substring(0, facts.get().indexOf(' '))));
    }

    /** It does not change until it is exchanged, so it is measured once. */
    private long size(String bundleName, Directory state) throws IOException, InterruptedException {
        var facts = SmallFile.read(state, FACTS);
        var known = SmallFile.read(state, SIZE);
        if (known.isPresent()) {
            return Long.parseLong(known.get());
        }
        var sum = new Sum();
        try (var tree = state.openDirectory(Place.bytes(Exchange.TREE))) {
            OwnThread.carryOut("measure-previous", () -> {
                TreeWalk.walk(tree, TreeWalk.Filter.all(), sum);
                return true;
            });
        }
        synchronized (orderOf(bundleName)) {
            if (SmallFile.read(state, FACTS).equals(facts)) {
                SmallFile.write(state, SIZE, Long.toString(sum.bytes));
            }
        }
        return sum.bytes;
    }

    /** Content as names show it. */
    private static final class Sum implements TreeWalk.Visitor {
        private long bytes;

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] linkTarget) {
            bytes += stat.isRegularFile() ? stat.size() : 0;
        }

        @Override
        public void skipped(byte[] path, Stat stat) {}

        @Override
        public void unreadable(byte[] path, PosixException cause) {}
    }

    /**
     * Removes what is more than is to be kept of a bundle, oldest first, and what was put aside. What fails is told in the log: nobody
     * waits for it.
     */
    void trim(Bundle bundle) throws InterruptedException {
        try (var work = WorkDirectory.find(Place.of(bundle)).orElse(null)) {
            if (work == null) {
                return;
            }
            var all = of(bundle.name());
            for (var state : all.subList(Math.min(settings.keepPrevious(), all.size()), all.size())) {
                putAside(bundle, work, state);
            }
            work.sweep();
        } catch (IOException | ProblemException e) {
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

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NO_SUCH_FILE, "No such earlier state is kept.");
    }

    private static ProblemException failed(Bundle bundle, IOException e) {
        log.error(
                "The directory of the service beside the data of {} cannot be used: {}", bundle.name(), e.getMessage());
        return new ProblemException(
                ProblemType.IO_ERROR, "The earlier states of " + bundle.name() + " could not be read or exchanged.", e);
    }
}
