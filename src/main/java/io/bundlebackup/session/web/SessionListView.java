package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.SessionSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SessionList")
record SessionListView(
        @Schema(description = "Newest first") List<SessionView> sessions,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next,

        @Schema(
                description =
                        "Where the events of all sessions (`GET /events`) stood before the list was made: the list and the events after "
                                + "the cursor of its first page have no gap between them",
                example = "9f2c4e6a8b0d-3k-3k")
        String cursor) {
    /** The key before which everything lies, for the first page. */
    private static final long NEWEST = Long.MAX_VALUE;

    /** @param found one more than the page takes, if there are so many */
    static SessionListView of(
            List<SessionSnapshot> found, int limit, Function<SessionSnapshot, SessionView> view, String cursor) {
        var page = found.subList(0, Math.min(limit, found.size()));
        var next = page.size() < found.size()
                ? Cursor.of(Long.toString(page.getLast().key()))
                : null;
        return new SessionListView(page.stream().map(view).toList(), next, cursor);
    }

    static long before(@Nullable String after) {
        return after == null ? NEWEST : Cursor.number(after);
    }
}
