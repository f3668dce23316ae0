package io.bundlebackup.bundle.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.bundle.Application;
import io.bundlebackup.bundle.BackupInterval;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.BundleSizes.Measurement;
import io.bundlebackup.bundle.LastRun;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Bundle")
record BundleView(
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(description = "0, or the number of the clone")
        int appIndex,

        @Schema(
                description = "Absent, like the other facts of the application, if they could not be read",
                example = "1000000")
        @Nullable
        Long versionCode,

        @Schema(example = "1.0.0") @Nullable String versionName,

        @Schema(example = "BackupExtensionAbility") @Nullable
        String extensionName,

        @Schema(description = "Whether the bundle may be backed up")
        boolean allToBackup,

        @Nullable Boolean fullBackupOnly,

        @Schema(description = "Bytes of the files in a backup; absent if not measured") @Nullable
        Long spaceOccupied,

        @Nullable Instant spaceMeasuredAt,

        @Schema(description = "How often the bundle should be backed up, as an ISO 8601 duration", example = "P1D")
        @Nullable
        String backupEvery,

        @Schema(
                description =
                        "Whether the last completed backup is older than `backupEvery`, or missing; absent without `backupEvery`")
        @Nullable
        Boolean overdue,

        @Schema(
                description =
                        "Why the bundle cannot be used, backed up or restored, or why other processes may see a restore half done")
        @Nullable
        String problem,

        @Nullable LastRunView lastBackup,

        @Nullable LastRunView lastRestore) {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "LastRun")
    record LastRunView(
            String sessionId,

            @Schema(allowableValues = {"backup", "restore", "incrementalBackup"})
            String type,

            @Schema(allowableValues = {"completed", "failed", "cancelled", "rejected"})
            String outcome,

            Instant endedAt,
            @Schema(description = "Bytes of content") long bytes,
            @Schema(description = "Regular files") long files,

            @Schema(description = "The number of entries that could not be backed up or restored")
            long failedCount,

            @Schema(
                    description =
                            "The `lastIncrementalTime` for the next incremental backup, epoch seconds; only after a complete backup")
            @Nullable
            Long lastIncrementalTime) {
        static LastRunView of(LastRun run) {
            return new LastRunView(
                    run.sessionId(),
                    run.type(),
                    run.outcome(),
                    run.endedAt(),
                    run.bytes(),
                    run.files(),
                    run.failedCount(),
                    run.lastIncrementalTime());
        }
    }

    static BundleView of(Bundle bundle, Optional<Measurement> size, @Nullable BundleHistory history, Instant now) {
        Application application = bundle.application();
        BackupInterval every = application == null ? null : application.backupEvery();
        String name = bundle.name();
        return new BundleView(
                name,
                bundle.appIndex(),
                application == null ? null : application.versionCode(),
                application == null ? null : application.versionName(),
                application == null ? null : application.extensionName(),
                bundle.allToBackup(),
                application == null ? null : application.fullBackupOnly(),
                size.map(Measurement::bytes).orElse(null),
                size.map(Measurement::measuredAt).orElse(null),
                every == null ? null : every.text(),
                every == null || history == null ? null : every.isOverdue(history.lastCompletedBackup(name), now),
                bundle.anyProblem(),
                history == null
                        ? null
                        : history.lastBackup(name).map(LastRunView::of).orElse(null),
                history == null
                        ? null
                        : history.lastRestore(name).map(LastRunView::of).orElse(null));
    }
}
