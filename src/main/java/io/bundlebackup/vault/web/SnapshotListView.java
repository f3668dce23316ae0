package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "VaultSnapshotList")
record SnapshotListView(
        @Schema(description = "Newest first") List<SnapshotView> snapshots,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    /** @param found one more than the page takes, if there are so many */
    static SnapshotListView of(
            List<VaultSnapshot> found, long skipped, int limit, Function<VaultSnapshot, SnapshotView> view) {
        var page = found.subList(0, Math.min(limit, found.size()));
        var next = page.size() < found.size() ? ListCursor.of(skipped + page.size()) : null;
        return new SnapshotListView(page.stream().map(view).toList(), next);
    }
}
