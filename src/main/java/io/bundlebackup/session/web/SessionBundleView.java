package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.FileCounts.Tally;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "SessionBundle",
        description = "A bundle in a session. A member that is absent is not known, or not yet.")
record SessionBundleView(
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(allowableValues = {"queued", "running", "ended"})
        String state,

        @Schema(
                description = "What the service does while the bundle is running",
                allowableValues = {
                    "waitingForSlot",
                    "extension",
                    "scanning",
                    "packing",
                    "waitingForClient",
                    "uploading",
                    "verifying",
                    "applying"
                })
        @Nullable
        String phase,

        @Schema(
                description = "Why the bundle ended",
                allowableValues = {"completed", "failed", "cancelled", "rejected"})
        @Nullable
        String outcome,

        @Nullable FailureView err,

        @Schema(description = "Larger values come first") int priority,

        @Schema(description = "Limit of the timer, milliseconds", example = "900000")
        long timeout,

        @Schema(description = "When the timer expires; absent while the timer is paused") @Nullable
        Instant deadlineAt,

        @Schema(description = "Announcements a second", example = "60")
        int sendRate,

        @Schema(
                description =
                        "Incremental sessions only: the generation that the backup starts from, or `none` if everything is sent",
                example = "none")
        @Nullable
        String baseline,

        @Schema(description = "Regular files") @Nullable Long filesTotal,

        @Schema(description = "Announced files; in a restore, uploaded files, as far as a manifest lists them")
        long filesReady,

        @Schema(description = "Files that the client has copied; in a restore, files that are in the new tree")
        long filesClosed,

        @Schema(description = "Bytes of content") @Nullable Long bytesTotal,

        long bytesReady,
        long bytesClosed,

        @Schema(description = "Bytes a second over the last ten seconds") @Nullable
        Long rate,

        @Nullable Long etaSeconds,

        @Schema(description = "Files that could not be backed up or restored")
        long failedCount,

        @Schema(
                description =
                        "What to pass to the next incremental backup, epoch seconds; only after a complete backup")
        @Nullable
        Long lastIncrementalTime,

        @Schema(description = "Restores only: the local bundle that gets the data", example = "com.example.hiworld")
        @Nullable
        String restoreTo,

        @Schema(
                description = "Restores only",
                allowableValues = {"replace", "merge", "salvage"})
        @Nullable
        String restoreMode,

        @ArraySchema(
                arraySchema = @Schema(description = "Restores only: only these files and directories are restored"))
        @Nullable
        List<String> paths,

        @Schema(description = "Restores from a snapshot only") @Nullable
        FromSnapshot fromSnapshot,

        Instant queuedAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt) {
    static SessionBundleView of(SessionSnapshot session, BundleSnapshot bundle, BundleFigures figures) {
        var standing = bundle.standing();
        var steering = bundle.steering();
        var counts = bundle.counts();
        var restoration = bundle.restoration();
        Tally total = counts.total();
        return new SessionBundleView(
                bundle.name(),
                bundle.state().wire(),
                standing.phase() == null ? null : standing.phase().wire(),
                standing.outcome() == null ? null : standing.outcome().wire(),
                FailureView.of(standing.failure()),
                steering.priority(),
                steering.timer().limit().toMillis(),
                Times.ofNullable(figures.deadline(session.id(), bundle)),
                steering.sendRate(),
                baseline(session, bundle),
                total == null ? null : total.files(),
                counts.ready().files(),
                counts.closed().files(),
                total == null ? null : total.bytes(),
                counts.ready().bytes(),
                counts.closed().bytes(),
                figures.rate(session, bundle),
                figures.eta(session, bundle),
                counts.failed(),
                standing.lastIncrementalTime(),
                restoration == null ? null : restoration.target(),
                restoration == null ? null : restoration.mode().wire(),
                restoration == null || restoration.paths().isEmpty()
                        ? null
                        : restoration.paths().stream().map(RawPath::encoded).toList(),
                FromSnapshot.of(bundle.fromSnapshot()),
                Times.of(bundle.appended().queuedAt()),
                Times.ofNullable(standing.beganAt()),
                Times.ofNullable(standing.endedAt()));
    }

    private static @Nullable String baseline(SessionSnapshot session, BundleSnapshot bundle) {
        if (session.type() != SessionType.INCREMENTAL_BACKUP) {
            return null;
        }
        var baseline = bundle.appended().baseline();
        return baseline == null ? "none" : baseline.toString();
    }
}
