package io.bundlebackup.bundle;

import java.util.Optional;

/**
 * What was last done with a bundle. Implemented by whoever keeps the sessions; the answers outlive the sessions' own history.
 * Implementations are safe for use by any number of threads.
 */
public interface BundleHistory {
    /** The last backup that ended, however it did. */
    Optional<LastRun> lastBackup(String bundleName);

    /** The last restore that ended, however it did. */
    Optional<LastRun> lastRestore(String bundleName);
}
