package io.bundlebackup.journey;

import io.bundlebackup.vault.run.SnapshotMaker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before the service's making of snapshots, and can make those of a bundle in the test's own way. Thread-safe. */
public final class ScriptedSnapshots {
    private final Map<String, SnapshotMaker> scripts = new ConcurrentHashMap<>();

    /** From now on the snapshots of a bundle are made so. */
    public void script(String bundle, SnapshotMaker maker) {
        scripts.put(bundle, maker);
    }

    SnapshotMaker before(SnapshotMaker real) {
        return (task, vault, run, progress) ->
                scripts.getOrDefault(task.bundle().name(), real).make(task, vault, run, progress);
    }
}
