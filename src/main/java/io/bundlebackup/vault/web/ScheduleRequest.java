package io.bundlebackup.vault.web;

import io.bundlebackup.vault.schedule.MissedRuns;
import io.bundlebackup.vault.schedule.ScheduleText;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@Schema(name = "ScheduleRequest")
record ScheduleRequest(
        @Schema(
                description =
                        "A lower-case letter, then letters, digits and `-`, at most 32 characters; with `PUT` that of the URL",
                example = "nightly",
                pattern = NAME)
        @Nullable
        String name,

        @Schema(description = "By default `main`", example = "main", pattern = NAME) @Nullable
        String vault,

        @Schema(
                description =
                        "Names of bundles, `*` for any characters and `?` for one; by default all. A name that matches nothing is accepted: "
                                + "the schedule then has a `problem`",
                example = "[\"com.example.*\"]")
        @ArraySchema(maxItems = 1000, schema = @Schema(pattern = "[A-Za-z0-9_.:*?-]{1,138}"))
        @Nullable
        List<@NotNull String> bundles,

        @Schema(
                description =
                        "When: second, minute, hour, day of month, month, day of week, as in Spring. Daylight saving neither skips nor "
                                + "doubles a run",
                example = "0 30 2 * * *",
                maxLength = 200)
        @NotNull
        String cron,

        @Schema(description = "Of `cron` and `retention`; by default `UTC`", example = "Europe/Berlin") @Nullable
        String timeZone,

        @Schema(
                description =
                        "Each run is late by a part of this ISO 8601 duration, up to `P1D`, always by the same for one time; by default not",
                example = "PT20M")
        @Nullable
        String jitter,

        @Schema(
                description =
                        "What becomes of runs that were due while the service was down: `run` (one, when the service is back; the default) "
                                + "or `skip`",
                example = "run")
        @Pattern(regexp = "run|skip", message = "must be one of run, skip")
        @Nullable
        String missed,

        @Nullable RetentionView retention,

        @Schema(description = "Larger values come first; by default 0", example = "0") @Nullable
        Integer priority,

        @Schema(
                description = "For each bundle, milliseconds; by default the longest, 14400000",
                example = "14400000",
                minimum = "1000",
                maximum = "14400000")
        @Nullable
        Long timeout,

        @Schema(
                description =
                        "How often a failed run is tried again, after 1, 5 and 25 minutes; up to 10, by default 3",
                example = "3",
                minimum = "0",
                maximum = "10")
        @Nullable
        Integer retries,

        @Schema(description = "Whether nothing runs for the present; by default `false`", example = "false") @Nullable
        Boolean paused) {
    private static final String NAME = "[a-z][a-z0-9-]{0,31}";

    ScheduleText text(@Nullable String nameOfUrl) {
        return new ScheduleText(
                nameOfUrl == null ? name : nameOfUrl,
                vault,
                bundles,
                cron,
                timeZone,
                jitter,
                missed == null ? null : MissedRuns.valueOf(missed.toUpperCase(Locale.ROOT)),
                retention == null ? null : retention.rules(),
                priority,
                timeout,
                retries,
                paused);
    }
}
