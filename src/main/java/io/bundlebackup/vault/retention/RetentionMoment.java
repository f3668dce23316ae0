package io.bundlebackup.vault.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The present time, and what tells whether the clock that says so is to be trusted. Immutable.
 *
 * @param now the present time
 * @param lastRunAt when the last run of the repository began, before the present one; null if none did
 * @param expectedAt when the run after that was due by the schedules; null if by none
 */
public record RetentionMoment(
        Instant now, @Nullable Instant lastRunAt, @Nullable Instant expectedAt) {
    /** A jump ahead by more than this is no pause between two runs. */
    static final Duration LONGEST_PAUSE = Duration.ofDays(31);

    /** A run of a schedule that runs less often may come so much later than it was due. */
    static final Duration LATEST = Duration.ofDays(1);

    /** What a clock may be set back in the ordinary course of things. */
    static final Duration DRIFT = Duration.ofMinutes(1);

    /**
     * Why the clock is not to be trusted, as a sentence; empty if it is.
     *
     * @param newest when the newest snapshot was taken; null if there is none
     */
    public Optional<String> doubt(@Nullable Instant newest) {
        if (newest != null && isBack(newest)) {
            return Optional.of("The clock has gone back: the present time is " + now + ", and a snapshot is dated "
                    + newest + ". Nothing is removed until the clock is past that time or that snapshot is deleted.");
        }
        if (lastRunAt != null && isBack(lastRunAt)) {
            return Optional.of("The clock has gone back: the present time is " + now + ", and the last run began at "
                    + lastRunAt + ". Nothing is removed until the clock is past that time.");
        }
        if (lastRunAt != null && now.isAfter(latest(lastRunAt))) {
            return Optional.of("The clock is more than " + LONGEST_PAUSE.toDays()
                    + " days ahead of the last run, which began at " + lastRunAt
                    + ". Nothing is removed before the next run.");
        }
        return Optional.empty();
    }

    private boolean isBack(Instant earlier) {
        return now.isBefore(earlier.minus(DRIFT));
    }

    private Instant latest(Instant lastRun) {
        var pause = lastRun.plus(LONGEST_PAUSE);
        return expectedAt != null && expectedAt.plus(LATEST).isAfter(pause) ? expectedAt.plus(LATEST) : pause;
    }
}
