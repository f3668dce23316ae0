package io.bundlebackup.bundle;

import java.time.Instant;
import java.util.Optional;

/**
 * The last backups and restores of a bundle. Implemented by the session store; the answers outlive the history of the sessions.
 * Implementations are safe for use by any number of threads.
 */
public interface BundleHistory {
    /** The last backup that started and has ended, with any outcome. */
    Optional<LastRun> lastBackup(String bundleName);

    /** When the last completed backup ended; later failed or cancelled backups do not count. */
    Optional<Instant> lastCompletedBackup(String bundleName);

    /** The last restore that started and has ended, with any outcome. */
    Optional<LastRun> lastRestore(String bundleName);
}
