package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.BundleReport;
import io.bundlebackup.session.state.FailedFile;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "BundleReport",
        description = "What was and was not done for a bundle. A member that is not known yet is absent")
record ReportView(
        @Schema(allowableValues = {"completed", "failed", "cancelled", "rejected"}) @Nullable
        String outcome,

        @Schema(description = "Whether this is the report of a dry run, which has no outcome")
        boolean dryRun,

        @Nullable Instant finishedAt,

        @Schema(description = "Regular files that the client has; each hard link counts") @Nullable
        Long files,

        @Schema(description = "Bytes of their content") @Nullable
        Long bytes,

        @Schema(
                description =
                        "Files that could not be backed up or restored, and remarks, such as what a backup lacks; in the order of discovery")
        List<FailedFileView> failed,

        @Schema(description = "After a dry run: entries that a restore would add") @Nullable
        Long added,

        @Schema(description = "After a dry run: entries that a restore would change") @Nullable
        Long changed,

        @Schema(description = "After a dry run: entries that a restore would remove") @Nullable
        Long removed,

        @Schema(description = "After a dry run: each of these entries, in the order of paths, after all of `failed`")
        @Nullable
        List<ChangeView> changes,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    static ReportView of(BundleReport report) {
        var standing = report.bundle().standing();
        var outcome = standing.outcome();
        var done = report.bundle().ended() ? report.bundle().counts().closed() : null;
        var next = report.next();
        var tried = report.bundle().ended() ? null : report.bundle().dryRun();
        return new ReportView(
                outcome == null ? null : outcome.wire(),
                tried != null,
                Times.ofNullable(tried == null ? standing.endedAt() : tried.at()),
                done == null ? null : done.files(),
                done == null ? null : done.bytes(),
                report.failed().stream().map(FailedFileView::of).toList(),
                tried == null ? null : tried.added(),
                tried == null ? null : tried.changed(),
                tried == null ? null : tried.removed(),
                tried == null
                        ? null
                        : report.changes().stream().map(ChangeView::of).toList(),
                next == null ? null : Cursor.of(Long.toString(next)));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "FailedFile")
    record FailedFileView(
            @Schema(description = "In the bundle's data", example = "files/a.db")
            String path,

            @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
            @Nullable
            Integer encodeFlag,

            @Schema(description = "OpenHarmony's error code", example = "13900005")
            int code,

            @Schema(example = "it vanished while the backup ran")
            String message) {
        static FailedFileView of(FailedFile failed) {
            return new FailedFileView(failed.path(), failed.pathEncoded() ? 1 : null, failed.code(), failed.message());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PlannedChange", description = "What a restore would do to one entry")
    record ChangeView(
            @Schema(description = "In the bundle's data", example = "files/a.db")
            String path,

            @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
            @Nullable
            Integer encodeFlag,

            @Schema(allowableValues = {"added", "changed", "removed"})
            String change) {
        static ChangeView of(BundleReport.FoundChange change) {
            return new ChangeView(change.path(), change.pathEncoded() ? 1 : null, change.kind());
        }
    }
}
