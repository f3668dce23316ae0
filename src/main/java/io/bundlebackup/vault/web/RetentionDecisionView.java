package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.retention.KeepReason;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "RetentionDecision", description = "Which snapshots of a bundle stay and which go")
record RetentionDecisionView(
        @Schema(description = "Newest first") List<KeptView> keep,

        @Schema(description = "Newest first; the next run deletes them")
        List<RemovedView> remove,

        @Schema(description = "What those that go have stored; less becomes free if others still need some of it")
        long freesBytes,

        @Schema(description = "Why nothing is removed now: the clock is not to be trusted") @Nullable
        String retentionSuspended) {
    @Schema(name = "KeptSnapshot")
    record KeptView(
            String snapshotId,
            Instant takenAt,

            @Schema(description = "As `keptBy` of a snapshot", example = "[\"weekly\"]")
            List<String> by) {}

    @Schema(name = "RemovedSnapshot")
    record RemovedView(String snapshotId, Instant takenAt) {}

    static RetentionDecisionView of(RetentionDecision decision, long freesBytes) {
        return new RetentionDecisionView(
                decision.keep().stream()
                        .map(kept -> new KeptView(
                                kept.snapshot().id().toString(),
                                kept.snapshot().takenAt(),
                                kept.by().stream().map(KeepReason::wireName).toList()))
                        .toList(),
                decision.remove().stream()
                        .map(removed -> new RemovedView(removed.id().toString(), removed.takenAt()))
                        .toList(),
                freesBytes,
                decision.suspended().orElse(null));
    }
}
