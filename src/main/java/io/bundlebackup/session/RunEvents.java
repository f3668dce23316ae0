package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.run.ReaderTurns;
import java.util.Set;
import java.util.function.Supplier;

/** The logs of runs, for readers. Thread-safe. */
public final class RunEvents {
    private final Supplier<RunLogs> logs;
    private final ReaderTurns turns = new ReaderTurns();

    RunEvents(Supplier<RunLogs> logs) {
        this.logs = logs;
    }

    /** The names of all types of events. */
    public Set<String> types() {
        return logs.get().types();
    }

    /**
     * Opens the log of a run for reading on and on.
     *
     * @throws ProblemException {@code no-such-run}; {@code invalid-argument} if {@code from} lies beyond the log
     */
    public RunStream stream(String run, Events.From from, Set<String> types) {
        var standing = logs.get().standing(run);
        var position = switch (from) {
            case Events.From.Now() -> standing.lastSeq();
            case Events.From.After(var seq) -> seq;
        };
        if (position > standing.lastSeq()) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The newest event is " + standing.lastSeq() + "; after=" + position + " is larger.");
        }
        return new RunStream(logs.get(), turns, run, types, position);
    }
}
