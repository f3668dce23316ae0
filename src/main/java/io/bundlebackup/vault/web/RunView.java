package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.run.Run;
import io.bundlebackup.vault.run.RunProgress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultRun", description = "A piece of a vault's work")
record RunView(
        @Schema(example = "8f14e45fceea167a5a36dedd4bea2543")
        String runId,

        @Schema(allowableValues = {"backup", "prune"}) String kind,

        @Schema(example = "main") String vault,
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(description = "The schedule that was due; absent if a caller asked for the run") @Nullable
        String schedule,

        @Schema(description = "`queued`, `running` or `ended`", example = "running")
        String state,

        @Schema(
                description = "What a running backup does, or waits for",
                allowableValues = {"waitingForSlot", "extension", "scanning", "packing"})
        @Nullable
        String phase,

        @Schema(
                description = "Of an ended run",
                allowableValues = {"completed", "failed", "cancelled", "skipped"})
        @Nullable
        String outcome,

        @Schema(description = "Why the run failed or was skipped; of a queued run why its last attempt failed")
        @Nullable
        RunFailureView err,

        @Schema(description = "How often it was begun; a restart of the service begins it again", example = "1")
        int attempt,

        @Schema(description = "When the next attempt may begin") @Nullable
        Instant retryAt,

        @Schema(description = "The session of the present or last attempt of a backup") @Nullable
        String sessionId,

        @Schema(description = "The snapshot that a backup has made") @Nullable
        String snapshotId,

        @Schema(description = "Regular files that the scan found") @Nullable
        Long filesTotal,

        long filesDone,

        @Schema(description = "Bytes of their content") @Nullable
        Long bytesTotal,

        long bytesDone,

        @Schema(description = "What the repository has grown by")
        long bytesStored,

        @Schema(description = "Bytes of content that the repository had already")
        long bytesReused,

        @Schema(description = "Bytes a second, at present") @Nullable
        Long rate,

        @Nullable Long etaSeconds,
        Instant queuedAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt) {
    static RunView of(Run run, RunProgress progress) {
        var request = run.request();
        var standing = run.standing();
        var figures = run.figures();
        return new RunView(
                run.id(),
                request.kind().wire(),
                request.vault(),
                request.bundleName(),
                request.schedule(),
                standing.state().wire(),
                progress.phase(),
                standing.outcome() == null ? null : standing.outcome().wire(),
                RunFailureView.of(standing.err()),
                standing.attempt(),
                standing.notBefore(),
                run.sessionId(),
                run.snapshotId() == null ? null : run.snapshotId().toString(),
                figures.filesTotal(),
                figures.filesDone(),
                figures.bytesTotal(),
                figures.bytesDone(),
                figures.bytesStored(),
                figures.bytesReused(),
                progress.rate(),
                progress.etaSeconds(),
                run.times().queuedAt(),
                run.times().beganAt(),
                run.times().endedAt());
    }
}
