package io.bundlebackup.vault.web.browse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SnapshotDirectory")
record TreeView(
        @Schema(description = "The directory, `.` for the root", example = "files")
        String path,

        @Schema(description = "In the order of their names") List<TreeEntryView> entries,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {}
