package io.bundlebackup.vault.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do.
 *
 * @param schedule the schedule that is due; absent if a caller asked for the run
 * @param priority larger first
 * @param timeout the timer of the work of a backup, up to 4 h
 * @param retries how often a failed run is tried again
 */
public record RunRequest(
        RunKind kind,
        String vault,
        String bundleName,
        @Nullable String schedule,
        int priority,
        Duration timeout,
        int retries) {
    /** What a caller asks for. */
    public static RunRequest of(RunKind kind, String vault, String bundleName) {
        return new RunRequest(kind, vault, bundleName, null, 0, Duration.ofHours(4), 0);
    }

    /** Whether both are work on one repository. */
    boolean sameRepository(RunRequest other) {
        return vault.equals(other.vault) && bundleName.equals(other.bundleName);
    }
}
