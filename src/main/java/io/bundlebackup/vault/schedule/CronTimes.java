package io.bundlebackup.vault.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The moments of a cron expression in a time zone. Spring's own calculation in a zone skips a day whose 02:30 does not exist, and runs twice
 * on a day whose 02:30 is repeated. Here local times that are skipped are due at the moment of the change, once, and repeated ones at the
 * first of both. An expression with a run in every hour follows the time that passes instead: nothing is due for the skipped hour, and the
 * repeated hour has its runs. Immutable.
 */
final class CronTimes {
    /** Hours of an expression that runs in every hour. */
    private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0/1", "0-23");

    private static final int HOURS = 2;

    private final CronExpression cron;
    private final ZoneRules zone;
    private final boolean everyHour;

    /** @throws IllegalArgumentException if the expression is none of Spring's, with a reason that names the fault */
    CronTimes(String expression, ZoneId zone) {
        this.cron = CronExpression.parse(expression);
        this.zone = zone.getRules();
        this.everyHour = EVERY_HOUR.contains(cron.toString().strip().split("\\s+")[HOURS]);
    }

    /** The first moment after another; empty if there is none. */
    Optional<Instant> next(Instant after) {
        var offset = zone.getOffset(after);
        var from = repeated(after, offset);
        var change = zone.nextTransition(after);
        var match = cron.next(from);
        while (match != null) {
            if (change == null || match.toInstant(offset).isBefore(change.getInstant())) {
                return Optional.of(match.toInstant(offset));
            }
            if (change.isGap() && !everyHour && match.isBefore(change.getDateTimeAfter())) {
                return Optional.of(change.getInstant());
            }
            from = justBefore(everyHour || change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore());
            offset = change.getOffsetAfter();
            change = zone.nextTransition(change.getInstant());
            match = cron.next(from);
        }
        return Optional.empty();
    }

    /** The local time from which matches count: after a repeated hour, if the moment lies in its second half and the first one counted. */
    private LocalDateTime repeated(Instant after, ZoneOffset offset) {
        var local = LocalDateTime.ofEpochSecond(after.getEpochSecond(), after.getNano(), offset);
        @Nullable ZoneOffsetTransition last = zone.previousTransition(after.plusNanos(1));
        return !everyHour && last != null && last.isOverlap() && local.isBefore(last.getDateTimeBefore())
                ? justBefore(last.getDateTimeBefore())
                : local;
    }

    private static LocalDateTime justBefore(LocalDateTime time) {
        return time.minusNanos(1);
    }
}
