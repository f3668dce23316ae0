package io.bundlebackup.vault.run;

import java.util.Map;

/** Sees the events of runs after their commit, for the audit log. Called under the lock of all runs: it must neither block nor throw. */
public interface RunObserver {
    RunObserver NONE = (run, type, data) -> {};

    /** This happened in a run; {@code data} is that of the event. */
    void happened(Run run, RunEventType type, Map<String, Object> data);
}
