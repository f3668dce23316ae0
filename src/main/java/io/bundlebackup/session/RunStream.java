package io.bundlebackup.session;

import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One reader of the log of a run. */
public final class RunStream extends EventReader {
    private final RunLogs logs;
    private final String run;
    private final Set<String> types;
    private long position;

    RunStream(RunLogs logs, ReaderTurns turns, String run, Set<String> types, long position) {
        super(turns);
        this.logs = logs;
        this.run = run;
        this.types = Set.copyOf(types);
        this.position = position;
    }

    @Override
    List<StoredEvent> read(int limit) throws InterruptedException {
        var last = lastSeq();
        if (position >= last) {
            return List.of();
        }
        var page = turns.inTurn(() -> logs.read(run, position, types, limit));
        position =
                page.size() < limit ? Math.max(position, last) : page.getLast().seq();
        return page;
    }

    @Override
    void await(Duration atMost) throws InterruptedException {
        logs.await(run, position, atMost);
    }

    @Override
    public boolean over() {
        var now = logs.standing(run);
        return now.ended() && position >= now.lastSeq();
    }

    /** The number of the last event read, or passed over. */
    public long position() {
        return position;
    }

    /** The newest event of the log. */
    public long lastSeq() {
        return logs.standing(run).lastSeq();
    }

    @Override
    public String standing() {
        return "\"lastSeq\":" + lastSeq();
    }

    @Override
    void leave() {
        // Nothing is held for a reader.
    }
}
