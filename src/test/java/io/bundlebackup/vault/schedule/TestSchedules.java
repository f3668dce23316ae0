package io.bundlebackup.vault.schedule;

import io.bundlebackup.vault.retention.RetentionRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Schedules for tests. */
final class TestSchedules {
    private TestSchedules() {}

    static ScheduleText text(String name, String cron) {
        return text(name, cron, null, null, null);
    }

    static Schedule nightly(MissedRuns missed) {
        return Schedule.of(text("nightly", "0 30 2 * * *", "Europe/Berlin", missed, null));
    }

    static ScheduleText text(
            String name,
            String cron,
            @Nullable String zone,
            @Nullable MissedRuns missed,
            @Nullable RetentionRules retention) {
        return new ScheduleText(name, null, null, cron, zone, null, missed, retention, null, null, null, null);
    }

    static ScheduleText paused(ScheduleText text, boolean paused) {
        return new ScheduleText(
                text.name(),
                text.vault(),
                text.bundles(),
                text.cron(),
                text.timeZone(),
                text.jitter(),
                text.missed(),
                text.retention(),
                text.priority(),
                text.timeout(),
                text.retries(),
                paused);
    }

    static ScheduleText jittered(ScheduleText text, String jitter) {
        return new ScheduleText(
                text.name(),
                text.vault(),
                text.bundles(),
                text.cron(),
                text.timeZone(),
                jitter,
                text.missed(),
                text.retention(),
                text.priority(),
                text.timeout(),
                text.retries(),
                text.paused());
    }

    static ScheduleText bundles(ScheduleText text, List<String> bundles) {
        return new ScheduleText(
                text.name(),
                text.vault(),
                bundles,
                text.cron(),
                text.timeZone(),
                text.jitter(),
                text.missed(),
                text.retention(),
                text.priority(),
                text.timeout(),
                text.retries(),
                text.paused());
    }
}
