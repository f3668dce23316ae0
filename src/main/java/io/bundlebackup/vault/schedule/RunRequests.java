package io.bundlebackup.vault.schedule;

import java.util.List;

/** Where schedules hand their runs on. Thread-safe. */
public interface RunRequests {
    /**
     * Queues a run for each bundle; the runs are durable on return. A bundle with a run that is queued or running gets a skipped one, so a
     * request that is made again after a crash does no harm. Does not wait for runs.
     *
     * @return the ids of the runs, in the order of the bundles
     */
    List<String> request(RunRequest request);

    /** Whether a vault of this name is configured. */
    boolean hasVault(String name);
}
