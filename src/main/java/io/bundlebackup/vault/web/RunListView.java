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
        String next,

        @Schema(
                description =
                        "Where the events of the caller (`GET /events`) stood before the list was made: the list and the messages after "
                                + "the cursor of its first page have no gap between them; absent in the answer to an order",
                example = "9f2c4e6a8b0d-3k-3k")
        @Nullable
        String cursor) {
    /** @param found one more than the page takes, if there are so many */
    static RunListView of(List<Run> found, int limit, Function<Run, RunView> view, @Nullable String cursor) {
        var page = found.subList(0, Math.min(limit, found.size()));
        var next = page.size() < found.size() ? ListCursor.of(page.getLast().key()) : null;
        return new RunListView(page.stream().map(view).toList(), next, cursor);
    }
}
