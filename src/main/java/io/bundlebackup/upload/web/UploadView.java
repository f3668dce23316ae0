package io.bundlebackup.upload.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.upload.store.Upload;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Upload")
record UploadView(
        String uri,

        @Schema(description = "How many bytes are there for good; go on from here")
        long offset,

        @Schema(description = "How many it will have, once somebody has said so") @Nullable
        Long size,

        @Schema(description = "Whether all of it is there") boolean complete,

        @Schema(description = "Of the whole, lower-case hex, once complete") @Nullable
        String sha256,

        @Schema(description = "Whether its manifest was uploaded")
        boolean manifest) {
    static UploadView of(Upload upload) {
        return new UploadView(
                upload.uri(), upload.offset(), upload.size(), upload.complete(), upload.sha256(), upload.manifest());
    }
}
