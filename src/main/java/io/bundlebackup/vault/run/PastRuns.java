package io.bundlebackup.vault.run;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is known of earlier runs of the bundles of a vault. Thread-safe. */
public interface PastRuns {
    /** When a schedule ordered the first backup of a bundle that is still known. */
    Optional<Instant> firstScheduled(String vault, String bundle);

    /** When the backup of each bundle began that was ordered last of those that have ended. */
    Map<String, Instant> lastBegan(String vault);
}
