package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.problem.Failure;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Failure", description = "The error, as OpenHarmony's callback would get it")
record FailureView(
        @Schema(description = "OpenHarmony's error code", example = "13500003")
        int code,

        @Schema(example = "Backup or restore timed out") String message,

        @Schema(description = "The path in the bundle that caused the error") @Nullable
        String path,

        @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
        @Nullable
        Integer encodeFlag,

        @Schema(description = "The delivered file that caused the error") @Nullable
        String uri) {
    static @Nullable FailureView of(@Nullable Failure failure) {
        return failure == null
                ? null
                : new FailureView(
                        failure.code(),
                        failure.message(),
                        failure.path(),
                        failure.pathEncoded() ? 1 : null,
                        failure.uri());
    }
}
