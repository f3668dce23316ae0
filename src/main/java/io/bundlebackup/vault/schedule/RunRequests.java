package io.bundlebackup.vault.schedule;

import io.bundlebackup.vault.run.RunRequest;
import java.util.List;

/** Where schedules hand their runs on. Thread-safe. */
public interface RunRequests {
    /**
     * Queues runs, which are durable on return. A request that is made again after a crash does no harm, because a run that finds another
     * queued or running for its bundle is skipped.
     *
     * @return the ids of the runs, in the order of the requests
     */
    List<String> order(List<RunRequest> requests);
}
