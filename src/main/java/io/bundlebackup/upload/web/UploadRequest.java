package io.bundlebackup.upload.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

@Schema(name = "UploadRequest")
record UploadRequest(
        @Schema(
                description = "The delivered file that it will be",
                example = "part.0.tar",
                pattern = "[A-Za-z0-9_.]{1,255}")
        @NotNull
        String uri,

        @Schema(description = "How many bytes it will have") @Min(0) @Nullable
        Long size) {}
