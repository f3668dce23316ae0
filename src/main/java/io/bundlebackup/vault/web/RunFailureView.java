package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.problem.Failure;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "RunFailure", description = "Why a run, or its last attempt, failed or was skipped")
record RunFailureView(
        @Schema(description = "OpenHarmony's error code", example = "13600001")
        int code,

        @Schema(example = "The vault main is not in its directory: see whether the disk is mounted.")
        String message,

        @Schema(description = "The path in the bundle that caused the error") @Nullable
        String path,

        @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
        @Nullable
        Integer encodeFlag) {
    static @Nullable RunFailureView of(@Nullable Failure failure) {
        return failure == null
                ? null
                : new RunFailureView(
                        failure.code(), failure.message(), failure.path(), failure.pathEncoded() ? 1 : null);
    }
}
