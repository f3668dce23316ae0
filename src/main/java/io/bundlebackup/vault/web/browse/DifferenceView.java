package io.bundlebackup.vault.web.browse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.vault.browse.SnapshotDifference.Change;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SnapshotDifference")
record DifferenceView(
        @Schema(description = "In the order of paths") List<ChangeView> changes,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ChangedEntry")
    record ChangeView(
            @Schema(example = "files/a.txt") String path,

            @Schema(description = "`added`, `changed` or `removed`", example = "changed")
            String change,

            @Schema(description = "Bytes of the file in the newer snapshot, of a removed one in the older; 0 of others")
            long size,

            @Schema(description = "1 if `path` is percent-encoded", example = "1") @Nullable
            Integer encodeFlag) {
        static ChangeView of(Change change) {
            return new ChangeView(
                    change.path().encoded(),
                    change.kind().wire(),
                    change.size(),
                    change.path().needsEncoding() ? 1 : null);
        }
    }
}
