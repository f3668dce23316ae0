package io.bundlebackup.vault.web;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.schedule.Schedules.Standing;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Schedule", description = "Which bundles are backed up into which vault, when, and how long they stay")
record ScheduleView(
        @Schema(example = "nightly") String name,
        @Schema(example = "main") String vault,
        @Schema(example = "[\"com.example.*\"]") List<String> bundles,
        @Schema(example = "0 30 2 * * *") String cron,
        @Schema(example = "Europe/Berlin") String timeZone,
        @Schema(example = "PT20M") String jitter,

        @Schema(description = "`run` or `skip`", example = "run")
        String missed,

        RetentionView retention,
        @Schema(example = "0") int priority,
        @Schema(example = "14400000") long timeout,
        @Schema(example = "3") int retries,
        boolean paused,

        @Schema(description = "Whether it stands in the configuration and cannot be changed here")
        boolean declared,

        @Schema(description = "With `jitter`; absent while it is paused") @Nullable
        Instant nextRunAt,

        @Schema(description = "Of the last runs that were ordered, that of the last bundle") @Nullable
        String lastRunId,

        @Schema(description = "Why nothing is backed up, as a sentence", example = "No bundle matches com.example.*.")
        @Nullable
        String problem) {
    static ScheduleView of(Standing standing) {
        var text = standing.schedule().text();
        return new ScheduleView(
                requireNonNull(text.name()),
                requireNonNull(text.vault()),
                requireNonNull(text.bundles()),
                requireNonNull(text.cron()),
                requireNonNull(text.timeZone()),
                requireNonNull(text.jitter()),
                requireNonNull(text.missed()).wireName(),
                requireNonNull(RetentionView.of(text.retention())),
                requireNonNull(text.priority()),
                requireNonNull(text.timeout()),
                requireNonNull(text.retries()),
                standing.schedule().isPaused(),
                standing.declared(),
                standing.nextRunAt(),
                standing.lastRun(),
                standing.problem());
    }
}
