package io.bundlebackup.session;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.session.store.LogWrites;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs that can only count: as in a vault, the lock is held while the journal commits. Thread-safe. */
public final class FakeRuns implements SharedViews {
    public static final String TYPE = "run";

    private final Map<String, Integer> counts = new HashMap<>();

    public synchronized void count(LogWrites writes, String run) {
        writes.writeShown((_, views) -> {
            views.changed(TYPE, run);
            return run;
        });
        counts.merge(run, 1, Integer::sum);
    }

    synchronized void forget(LogWrites writes, String run) {
        writes.writeShown((_, views) -> {
            views.forgotten(TYPE, run);
            return run;
        });
        counts.remove(run);
    }

    synchronized List<String> all() {
        return List.copyOf(counts.keySet());
    }

    @Override
    public Set<String> types() {
        return Set.of(TYPE);
    }

    @Override
    public synchronized @Nullable String members(String type, String run) {
        var count = counts.get(run);
        return count == null || !CallerScope.limits().reach(run)
                ? null
                : "\"runId\":\"" + run + "\",\"data\":{\"count\":" + count + "}";
    }
}
