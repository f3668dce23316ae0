package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records on disk about the earlier states of bundles' data. Thread-safe. */
final class KeptStates {
    private static final Logger log = LoggerFactory.getLogger(KeptStates.class);

    private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();
    private final InstantSource clock;

    KeptStates(InstantSource clock) {
        this.clock = clock;
    }

    /** The lock for writing what is recorded about a bundle's states: listing and trimming them do not hold the bundle. */
    Object lock(String bundleName) {
        return locks[Math.floorMod(bundleName.hashCode(), locks.length)];
    }

    /** The earlier states of a bundle, newest first. */
    static List<PreviousState> in(WorkDirectory work) throws IOException {
        var found = new ArrayList<PreviousState>();
        for (var name : work.names(WorkDirectory.PREVIOUS)) {
            try (var state = work.state(name).orElse(null)) {
                if (state != null) {
                    var id = name.substring(WorkDirectory.PREVIOUS.length());
                    found.add(new PreviousState(id, StateMetadata.of(state), StateSize.known(state)));
                }
            }
        }
        found.sort(Comparator.comparing(PreviousState::metadata, StateMetadata.NEWEST_FIRST));
        return found;
    }

    /** The facts of a state that a restore replaces now; it becomes the newest earlier state. */
    StateMetadata replacedNow(WorkDirectory work, String sessionId) throws IOException {
        long last = in(work).stream()
                .mapToLong(kept -> kept.metadata().order())
                .max()
                .orElse(0);
        return new StateMetadata(clock.instant().truncatedTo(ChronoUnit.MILLIS), sessionId, last + 1);
    }

    static ProblemException unknown() {
        return new ProblemException(ProblemType.NO_SUCH_FILE, "No such earlier state is kept.");
    }

    static ProblemException failed(Bundle bundle, IOException e) {
        log.error(
                "The directory of the service beside the data of {} cannot be used: {}", bundle.name(), e.getMessage());
        return new ProblemException(
                ProblemType.IO_ERROR,
                e instanceof Exchange.UnflushedException unflushed
                        ? unflushed.sentence(bundle.name()) + "."
                        : "The earlier states of " + bundle.name() + " could not be read, exchanged or removed.",
                e);
    }
}
