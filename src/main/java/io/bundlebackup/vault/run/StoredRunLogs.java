package io.bundlebackup.vault.run;

import io.bundlebackup.session.RunLogs;
import io.bundlebackup.session.store.StoredEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The logs of runs as their readers see them. */
record StoredRunLogs(Runs runs, RunRows rows) implements RunLogs {
    @Override
    public Set<String> types() {
        return Arrays.stream(RunEventType.values()).map(RunEventType::wire).collect(Collectors.toSet());
    }

    @Override
    public Standing standing(String run) {
        var now = runs.get(run);
        return new Standing(now.lastSeq(), now.ended());
    }

    @Override
    public List<StoredEvent> read(String run, long after, Set<String> types, int limit) {
        return rows.events(runs.get(run).key(), after, types, limit);
    }

    @Override
    public void await(String run, long after, Duration atMost) throws InterruptedException {
        runs.awaitEvent(run, after, atMost);
    }
}
