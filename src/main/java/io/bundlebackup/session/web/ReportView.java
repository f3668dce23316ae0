package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.BundleReport;
import io.bundlebackup.session.state.FailedFile;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Report", description = "What was and was not done for a bundle; what is not known yet is absent")
record ReportView(
        @Schema(allowableValues = {"completed", "failed", "cancelled", "rejected"}) @Nullable
        String outcome,

        @Schema(description = "Whether this is the report of a restore that was only tried; then no outcome is known")
        boolean dryRun,

        @Nullable Instant finishedAt,

        @Schema(description = "Regular files that the client has; one with several names counts with each") @Nullable
        Long files,

        @Schema(description = "Bytes of their content") @Nullable
        Long bytes,

        @Schema(
                description =
                        "What could not be taken or restored, and remarks, as of what a backup lacks; in the order of discovery")
        List<FailedFileView> failed,

        @Schema(description = "After a dry run: entries that would be there and are not") @Nullable
        Long added,

        @Schema(description = "After a dry run: entries that would differ from what is there") @Nullable
        Long changed,

        @Schema(description = "After a dry run: entries that would be gone") @Nullable
        Long removed,

        @Schema(description = "After a dry run: each of them, in the order of paths, after all of `failed`") @Nullable
        List<ChangeView> changes,

        @Schema(description = "Pass it as `after` to get what follows; absent at the end") @Nullable
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

            @Schema(description = "The seed's number", example = "13900005")
            int code,

            @Schema(example = "it vanished while the backup ran")
            String message) {
        static FailedFileView of(FailedFile failed) {
            return new FailedFileView(failed.path(), failed.pathEncoded() ? 1 : null, failed.code(), failed.message());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Change", description = "What a restore would do to one entry")
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
