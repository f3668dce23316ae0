package io.bundlebackup.upload.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.upload.store.Upload;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Upload")
record UploadView(
        String uri,

        @Schema(description = "Bytes that are durable on disk; continue from here")
        long offset,

        @Schema(description = "Size of the complete upload in bytes, once a request has given it") @Nullable
        Long size,

        @Schema(description = "Whether the upload is complete")
        boolean complete,

        @Schema(
                description =
                        "SHA-256 of the complete upload, lower-case hex. Of a part that was sent without `Repr-Digest`, it is there after a "
                                + "`GET` of this upload")
        @Nullable
        String sha256,

        @Schema(description = "Whether its manifest was uploaded")
        boolean manifest) {
    static UploadView of(Upload upload) {
        return new UploadView(
                upload.uri(), upload.offset(), upload.size(), upload.complete(), upload.sha256(), upload.manifest());
    }
}
