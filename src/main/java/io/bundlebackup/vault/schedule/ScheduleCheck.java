package io.bundlebackup.vault.schedule;

import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.session.state.WorkTimer;
import io.bundlebackup.vault.retention.RetentionRules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for a schedule, each with a sentence for those who break it. */
final class ScheduleCheck {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final String NAME_RULE =
            "must be a lower-case letter, then letters, digits and -, at most 32 characters";
    /** {@code GET /schedules/next} answers for expressions without a schedule. */
    private static final String RESERVED_NAME = "next";

    private static final Duration LONGEST_JITTER = Duration.ofDays(1);
    private static final int MOST_PATTERNS = 1000;
    private static final int LONGEST_CRON = 200;
    private static final long SHORTEST_TIMEOUT = 1000;
    private static final int MOST_RETRIES = 10;
    private static final int DEFAULT_RETRIES = 3;

    private ScheduleCheck() {}

    static ScheduleText withDefaults(ScheduleText text) {
        return new ScheduleText(
                text.name(),
                or(text.vault(), "main"),
                or(text.bundles(), List.of("*")),
                text.cron(),
                or(text.timeZone(), "UTC"),
                or(text.jitter(), "PT0S"),
                or(text.missed(), MissedRuns.RUN),
                or(text.retention(), RetentionRules.NONE),
                or(text.priority(), 0),
                or(text.timeout(), (long) WorkTimer.LONGEST_MILLIS),
                or(text.retries(), DEFAULT_RETRIES),
                or(text.paused(), false));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }

    /** Checks all but the members that are parsed below. */
    static void check(ScheduleText text) {
        require(text.name() != null && NAME.matcher(text.name()).matches(), "/name", NAME_RULE);
        require(
                !RESERVED_NAME.equals(text.name()),
                "/name",
                "must not be " + RESERVED_NAME + ", which has another use in URLs");
        require(NAME.matcher(or(text.vault(), "")).matches(), "/vault", NAME_RULE);
        var bundles = or(text.bundles(), List.<String>of());
        require(
                !bundles.isEmpty() && bundles.size() <= MOST_PATTERNS,
                "/bundles",
                "must have from 1 to " + MOST_PATTERNS + " entries");
        for (int i = 0; i < bundles.size(); i++) {
            require(
                    bundles.get(i) != null && NamePatterns.isPattern(bundles.get(i)),
                    "/bundles/" + i,
                    NamePatterns.RULE);
        }
        or(text.retention(), RetentionRules.NONE).fault().ifPresent(fault -> {
            throw new InvalidScheduleException("/retention/" + fault.member(), fault.detail());
        });
        long timeout = or(text.timeout(), 0L);
        require(
                timeout >= SHORTEST_TIMEOUT && timeout <= WorkTimer.LONGEST_MILLIS,
                "/timeout",
                "must be from " + SHORTEST_TIMEOUT + " to " + WorkTimer.LONGEST_MILLIS + " milliseconds");
        int retries = or(text.retries(), 0);
        require(retries >= 0 && retries <= MOST_RETRIES, "/retries", "must be from 0 to " + MOST_RETRIES);
    }

    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new InvalidScheduleException("/timeZone", "must be a time zone such as Europe/Berlin or UTC");
        }
    }

    static CronTimes times(@Nullable String cron, ZoneId zone) {
        if (cron == null || cron.length() > LONGEST_CRON) {
            throw new InvalidScheduleException(
                    "/cron", "must be six fields: second, minute, hour, day of month, month, day of week");
        }
        CronTimes times;
        try {
            times = new CronTimes(cron, zone);
        } catch (IllegalArgumentException e) {
            throw new InvalidScheduleException(
                    "/cron",
                    "must be six fields (second, minute, hour, day of month, month, day of week), such as 0 30 2 * * *: "
                            + e.getMessage());
        }
        require(times.next(Instant.EPOCH).isPresent(), "/cron", "names a time that never comes");
        return times;
    }

    static Duration jitter(ScheduleText text) {
        Duration jitter;
        try {
            jitter = Duration.parse(or(text.jitter(), ""));
        } catch (DateTimeException e) {
            jitter = Duration.ofDays(-1);
        }
        require(
                !jitter.isNegative() && jitter.compareTo(LONGEST_JITTER) <= 0,
                "/jitter",
                "must be an ISO 8601 duration from PT0S to P1D, such as PT20M");
        return jitter;
    }

    private static void require(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw new InvalidScheduleException(pointer, detail);
        }
    }
}
