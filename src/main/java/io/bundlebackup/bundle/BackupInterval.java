package io.bundlebackup.bundle;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How often a bundle is to be backed up ({@code backupEvery}). Months and years are those of the calendar in UTC. Immutable.
 *
 * @param text an ISO 8601 duration as the operator wrote it, such as {@code P1D}, {@code PT12H} or {@code P1W}
 * @param dates the part in days and more
 * @param time the part in hours and less
 */
public record BackupInterval(String text, Period dates, Duration time) {
    private static final Pattern FORM = Pattern.compile(
            "(P(?:\\d{1,4}Y)?(?:\\d{1,5}M)?(?:\\d{1,5}W)?(?:\\d{1,6}D)?)(T(?:\\d{1,7}H)?(?:\\d{1,9}M)?(?:\\d{1,9}S)?)?");

    /** Parses an interval; empty if the text is not a duration, or the duration is zero. */
    public static Optional<BackupInterval> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            var dates = form.group(1).equals("P") ? Period.ZERO : Period.parse(form.group(1));
            var time = form.group(2) == null ? Duration.ZERO : Duration.parse("P" + form.group(2));
            return dates.isZero() && time.isZero()
                    ? Optional.empty()
                    : Optional.of(new BackupInterval(text, dates, time));
        } catch (DateTimeException _) {
            // "PT", or a T that nothing follows.
            return Optional.empty();
        }
    }

    /** Whether a bundle with this last completed backup is overdue now; without a completed backup it is overdue. */
    public boolean isOverdue(Optional<Instant> lastCompleted, Instant now) {
        return lastCompleted
                .map(last ->
                        last.atOffset(ZoneOffset.UTC).plus(dates).plus(time).toInstant())
                .map(due -> due.isBefore(now))
                .orElse(true);
    }
}
