package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.retention.KeepReason;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultSnapshot", description = "A bundle at one moment")
record SnapshotView(
        @Schema(description = "The generation of its manifest", example = "0192d3a4-5b6c-4d7e-8f90-a1b2c3d4e5f6")
        String snapshotId,

        @Schema(description = "The name that restic shows") String resticId,
        @Schema(example = "main") String vault,
        @Schema(example = "local") String source,
        @Schema(example = "com.example.hiworld") String bundleName,
        long versionCode,
        String versionName,
        Instant takenAt,

        @Schema(description = "The snapshot that it was compared with") @Nullable
        String parent,

        @Schema(description = "Regular files") long files,
        @Schema(description = "Bytes of their content") long bytes,

        @Schema(description = "Bytes of content that the repository did not have")
        long addedBytes,

        @Schema(description = "What these take in the repository")
        long storedBytes,

        @Schema(description = "Entries that differ from the parent")
        long changed,

        @Schema(description = "Entries of the parent that are gone")
        long removed,

        @Schema(description = "Entries that could not be read")
        long failedCount,

        @Schema(description = "Whether nothing failed") boolean complete,

        @Schema(description = "Whether no rule removes it") boolean pinned,

        @Nullable String note,

        @Schema(
                description =
                        "Why it stays: rules of the schedules, `pinned`, `newest-complete`, `min-keep`, `incomplete`, `after-incomplete`, "
                                + "`no-rule`, `suspended`; absent if the next run deletes it, and of a deleted one",
                example = "[\"daily\", \"monthly\"]")
        @Nullable
        List<String> keptBy,

        @Schema(description = "Of a deleted snapshot when it is forgotten; until then it can be taken back") @Nullable
        Instant goneAt,

        @Schema(description = "The run that made it") @Nullable
        String runId) {
    static SnapshotView of(VaultSnapshot snapshot, RetentionDecision decision) {
        var keptBy = decision.keptBy(snapshot.snapshotId());
        var figures = snapshot.figures();
        var marks = snapshot.marks();
        return new SnapshotView(
                snapshot.snapshotId().toString(),
                snapshot.resticId().toString(),
                snapshot.vault(),
                Vault.SOURCE,
                snapshot.bundleName(),
                figures.versionCode(),
                figures.versionName(),
                snapshot.takenAt(),
                figures.parent() == null ? null : figures.parent().toString(),
                figures.files(),
                figures.bytes(),
                figures.addedBytes(),
                figures.storedBytes(),
                figures.changed(),
                figures.removed(),
                figures.failedCount(),
                snapshot.complete(),
                marks.pinned(),
                marks.note(),
                keptBy.isEmpty()
                        ? null
                        : keptBy.stream().map(KeepReason::wireName).toList(),
                marks.goneAt(),
                figures.runId());
    }
}
