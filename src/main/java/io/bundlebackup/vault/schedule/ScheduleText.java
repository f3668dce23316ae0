package io.bundlebackup.vault.schedule;

import io.bundlebackup.vault.retention.RetentionRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as an operator or a caller writes it: an entry of {@code backup.schedules[]}, or a body of {@code PUT /schedules/{name}}.
 * Members that are left out have the values of {@link #withDefaults}. Not checked; {@link Schedule#of} checks. Immutable.
 *
 * @param name a lower-case letter, then letters, digits and {@code -}, at most 32 characters
 * @param vault the name of a vault; {@code main} if left out
 * @param bundles names of bundles, {@code *} for any characters and {@code ?} for one; all bundles if left out
 * @param cron Spring's six fields: second, minute, hour, day of month, month, day of week
 * @param timeZone in which the cron expression and the periods of retention are read; {@code UTC} if left out
 * @param jitter an ISO 8601 duration up to a day, by a part of which each run is late
 * @param missed what becomes of missed runs; one run if left out
 * @param retention how long the snapshots stay; forever if left out
 * @param priority of the bundles of a run, as in a session
 * @param timeout for each bundle, milliseconds, up to four hours
 * @param retries how often a failed run is tried again, up to 10
 * @param paused whether nothing runs for the present
 */
public record ScheduleText(
        @Nullable String name,
        @Nullable String vault,
        @Nullable List<String> bundles,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable String jitter,
        @Nullable MissedRuns missed,
        @Nullable RetentionRules retention,
        @Nullable Integer priority,
        @Nullable Long timeout,
        @Nullable Integer retries,
        @Nullable Boolean paused) {}
