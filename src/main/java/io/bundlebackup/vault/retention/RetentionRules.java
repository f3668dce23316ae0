package io.bundlebackup.vault.retention;

import io.bundlebackup.bundle.BackupInterval;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long snapshots stay, as an operator writes it: each rule keeps the newest complete snapshot of its last n periods that have one,
 * {@code within} all that are not older than a duration before the newest. A snapshot stays if one rule keeps it. Immutable.
 *
 * @param last how many of the newest, from 1 to 10000; null for no such rule, as in the others
 * @param hourly the last how many hours
 * @param daily the last how many days
 * @param weekly the last how many ISO weeks
 * @param monthly the last how many months
 * @param yearly the last how many years
 * @param within an ISO 8601 duration such as {@code P30D}
 */
public record RetentionRules(
        @Nullable Integer last,
        @Nullable Integer hourly,
        @Nullable Integer daily,
        @Nullable Integer weekly,
        @Nullable Integer monthly,
        @Nullable Integer yearly,
        @Nullable String within) {
    /** The largest number of periods. */
    public static final int MAX_PERIODS = 10_000;

    /** No rule: everything stays. */
    public static final RetentionRules NONE = new RetentionRules(null, null, null, null, null, null, null);

    /**
     * A member that is not a rule.
     *
     * @param member its name
     * @param detail the rest of a sentence that begins with the member, without the full stop
     */
    public record Fault(String member, String detail) {}

    /** The first member that is not a rule, if there is one. */
    public Optional<Fault> fault() {
        for (var member : numbers().entrySet()) {
            if (member.getValue() < 1 || member.getValue() > MAX_PERIODS) {
                return Optional.of(new Fault(
                        member.getKey(),
                        "must be from 1 to " + MAX_PERIODS + "; without the member there is no such rule"));
            }
        }
        if (within != null && BackupInterval.parse(within).isEmpty()) {
            return Optional.of(
                    new Fault("within", "must be an ISO 8601 duration greater than zero, such as P30D or PT48H"));
        }
        return Optional.empty();
    }

    /** Whether there is no rule at all, so that everything stays. */
    public boolean keepsEverything() {
        return equals(NONE);
    }

    /** For each rule that counts periods, how many of them. */
    Map<KeepReason, Integer> periods() {
        Map<KeepReason, Integer> periods = new EnumMap<>(KeepReason.class);
        numbers().forEach((member, number) -> periods.put(KeepReason.valueOf(member.toUpperCase(Locale.ROOT)), number));
        return periods;
    }

    private Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        put(numbers, "last", last);
        put(numbers, "hourly", hourly);
        put(numbers, "daily", daily);
        put(numbers, "weekly", weekly);
        put(numbers, "monthly", monthly);
        put(numbers, "yearly", yearly);
        return numbers;
    }

    private static void put(Map<String, Integer> numbers, String member, @Nullable Integer number) {
        if (number != null) {
            numbers.put(member, number);
        }
    }
}
