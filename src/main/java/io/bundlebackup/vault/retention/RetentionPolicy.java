package io.bundlebackup.vault.retention;

import io.bundlebackup.bundle.BackupInterval;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of one schedule with the time zone in which its hours, days, weeks, months and years are counted. Immutable.
 *
 * @param rules without a {@link RetentionRules#fault}
 */
public record RetentionPolicy(RetentionRules rules, ZoneId zone) {
    /**
     * Which rules keep which snapshots. A period without a snapshot does not count, so that a bundle that is not backed up for some time
     * loses nothing.
     *
     * @param complete the complete snapshots, the newest first
     */
    Map<DatedSnapshot, Set<KeepReason>> keep(List<DatedSnapshot> complete) {
        Map<DatedSnapshot, Set<KeepReason>> kept = new HashMap<>();
        rules.periods().forEach((rule, number) -> keepPeriods(complete, rule, number, kept));
        if (rules.within() != null && !complete.isEmpty()) {
            var oldest = before(complete.getFirst().takenAt(), rules.within());
            complete.stream()
                    .filter(snapshot -> !snapshot.takenAt().isBefore(oldest))
                    .forEach(snapshot -> add(kept, snapshot, KeepReason.WITHIN));
        }
        return kept;
    }

    private void keepPeriods(
            List<DatedSnapshot> complete, KeepReason rule, int number, Map<DatedSnapshot, Set<KeepReason>> kept) {
        Object period = null;
        int left = number;
        for (var snapshot : complete) {
            var of = rule == KeepReason.LAST
                    ? snapshot
                    : period(snapshot.takenAt().atZone(zone), rule);
            if (of.equals(period)) {
                continue;
            }
            if (left-- == 0) {
                return;
            }
            period = of;
            add(kept, snapshot, rule);
        }
    }

    private static void add(Map<DatedSnapshot, Set<KeepReason>> kept, DatedSnapshot snapshot, KeepReason rule) {
        kept.computeIfAbsent(snapshot, _ -> EnumSet.noneOf(KeepReason.class)).add(rule);
    }

    /** The period in which a moment lies. The hour that is repeated when daylight saving ends is two hours. */
    private static Object period(ZonedDateTime time, KeepReason rule) {
        return switch (rule) {
            case HOURLY -> time.truncatedTo(ChronoUnit.HOURS);
            case DAILY -> time.toLocalDate();
            case WEEKLY -> time.get(IsoFields.WEEK_BASED_YEAR) * 100 + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> time.getYear() * 100 + time.getMonthValue();
            case YEARLY -> time.getYear();
            default -> throw new IllegalArgumentException(rule + " counts no periods");
        };
    }

    private Instant before(Instant newest, String within) {
        var interval = BackupInterval.parse(within).orElseThrow();
        return newest.atZone(zone)
                .minus(interval.dates())
                .minus(interval.time())
                .toInstant();
    }
}
