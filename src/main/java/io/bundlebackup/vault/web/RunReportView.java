package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.FailedFile;
import io.bundlebackup.vault.run.RunReports;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultRunReport", description = "What a run could not take")
record RunReportView(
        @Schema(description = "Of an ended run: `completed`, `failed`, `cancelled` or `skipped`") @Nullable
        String outcome,

        @Nullable RunFailureView err,

        @Schema(
                description =
                        "Entries that could not be read, and remarks, in the order of discovery; empty once the session of the run is forgotten")
        List<FailedEntryView> failed,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    static RunReportView of(RunReports.Page page) {
        var standing = page.run().standing();
        return new RunReportView(
                standing.outcome() == null ? null : standing.outcome().wire(),
                RunFailureView.of(standing.err()),
                page.failed().stream().map(FailedEntryView::of).toList(),
                page.next() == null ? null : ListCursor.of(page.next()));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "FailedEntry")
    record FailedEntryView(
            @Schema(description = "In the bundle's data", example = "files/a.db")
            String path,

            @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
            @Nullable
            Integer encodeFlag,

            @Schema(description = "OpenHarmony's error code", example = "13900005")
            int code,

            String message) {
        static FailedEntryView of(FailedFile failed) {
            return new FailedEntryView(failed.path(), failed.pathEncoded() ? 1 : null, failed.code(), failed.message());
        }
    }
}
