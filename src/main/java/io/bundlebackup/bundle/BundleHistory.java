package io.bundlebackup.bundle;

import java.time.Instant;
import java.util.Optional;

/**
 * What was last done with a bundle. Implemented by whoever keeps the sessions; the answers outlive the sessions' own history.
 * Implementations are safe for use by any number of threads.
 */
public interface BundleHistory {
    /** The last backup that had begun and has ended, however it did. */
    Optional<LastRun> lastBackup(String bundleName);

    /** When the last backup that completed ended; one that failed or was cancelled later does not hide it. */
    Optional<Instant> lastCompletedBackup(String bundleName);

    /** The last restore that had begun and has ended, however it did. */
    Optional<LastRun> lastRestore(String bundleName);
}
