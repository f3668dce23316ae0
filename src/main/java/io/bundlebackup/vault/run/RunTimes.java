package io.bundlebackup.vault.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a run was ordered, when it began for the first time, and when it ended. */
public record RunTimes(
        Instant queuedAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt) {
    RunTimes begun(Instant now) {
        return beganAt == null ? new RunTimes(queuedAt, now, null) : this;
    }

    RunTimes ended(Instant now) {
        return new RunTimes(queuedAt, beganAt, now);
    }
}
