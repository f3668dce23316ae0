package io.bundlebackup.upload.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.upload.Uploads;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "UploadList")
record UploadListView(
        List<UploadView> uploads,

        @Schema(description = "What to pass as `after` for the next page; absent at the end") @Nullable
        String next) {
    static UploadListView of(Uploads.Page page) {
        return new UploadListView(page.uploads().stream().map(UploadView::of).toList(), page.next());
    }
}
