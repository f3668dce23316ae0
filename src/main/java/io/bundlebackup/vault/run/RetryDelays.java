package io.bundlebackup.vault.run;

import java.time.Duration;
import java.util.List;

/** How long a run waits after an attempt that failed. */
final class RetryDelays {
    private static final List<Duration> DELAYS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(25));

    static final Duration LONGEST = DELAYS.getLast();

    private RetryDelays() {}

    /** @param attempt the number of the attempt, from 1 */
    static Duration after(int attempt) {
        return DELAYS.get(Math.min(attempt, DELAYS.size()) - 1);
    }
}
