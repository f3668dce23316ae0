package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.run.Run;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultRunList")
record RunListView(
        @Schema(description = "Newest first; those just ordered in the order of the request")
        List<RunView> runs,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    /** @param found one more than the page takes, if there are so many */
    static RunListView of(List<Run> found, int limit, Function<Run, RunView> view) {
        var page = found.subList(0, Math.min(limit, found.size()));
        var next = page.size() < found.size() ? ListCursor.of(page.getLast().key()) : null;
        return new RunListView(page.stream().map(view).toList(), next);
    }
}
