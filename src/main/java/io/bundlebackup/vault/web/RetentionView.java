package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.retention.RetentionRules;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Retention",
        description =
                "How long snapshots stay. Each rule keeps the newest complete snapshot of its last n periods that have one, in the time zone "
                        + "of the schedule; a snapshot stays if one rule keeps it. Without a rule everything stays")
record RetentionView(
        @Schema(description = "The newest ones", example = "3", minimum = "1", maximum = "10000") @Nullable
        Integer last,

        @Schema(description = "Hours", example = "24", minimum = "1", maximum = "10000") @Nullable
        Integer hourly,

        @Schema(description = "Days", example = "14", minimum = "1", maximum = "10000") @Nullable
        Integer daily,

        @Schema(description = "ISO weeks, from Monday to Sunday", example = "8", minimum = "1", maximum = "10000")
        @Nullable
        Integer weekly,

        @Schema(description = "Months", example = "12", minimum = "1", maximum = "10000") @Nullable
        Integer monthly,

        @Schema(description = "Years", example = "5", minimum = "1", maximum = "10000") @Nullable
        Integer yearly,

        @Schema(
                description = "All that are not older than this ISO 8601 duration before the newest complete one",
                example = "P30D")
        @Nullable
        String within) {
    static @Nullable RetentionView of(@Nullable RetentionRules rules) {
        return rules == null
                ? null
                : new RetentionView(
                        rules.last(),
                        rules.hourly(),
                        rules.daily(),
                        rules.weekly(),
                        rules.monthly(),
                        rules.yearly(),
                        rules.within());
    }

    RetentionRules rules() {
        return new RetentionRules(last, hourly, daily, weekly, monthly, yearly, within);
    }
}
