package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.problem.Failure;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Failure", description = "The error that the seed's callback would have got")
record FailureView(
        @Schema(description = "The seed's number", example = "13500003")
        int code,

        @Schema(example = "Backup or restore timed out") String message,

        @Schema(description = "The path inside the bundle that caused it") @Nullable
        String path,

        @Schema(description = "1 if the path is percent-encoded, because it is not plain UTF-8", example = "1")
        @Nullable
        Integer encodeFlag,

        @Schema(description = "The file that caused it") @Nullable
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
