package io.bundlebackup.vault.schedule;

import java.time.Duration;
import java.util.List;

/**
 * What a schedule wants to be done: one backup run for each bundle.
 *
 * @param vault the name of the vault
 * @param bundles names, at least one
 * @param schedule the name of the schedule
 * @param priority as in a session
 * @param timeout for each bundle
 * @param retries how often a failed run is tried again
 */
public record RunRequest(
        String vault, List<String> bundles, String schedule, int priority, Duration timeout, int retries) {
    public RunRequest {
        bundles = List.copyOf(bundles);
    }
}
