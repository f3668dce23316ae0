package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.MediaType;

/** The parts of the OpenAPI document that operations on uploads share. */
final class UploadDocumentation {
    private static final String DIGEST = "`sha-256=:<base64>:` or `sha-512=:<base64>:`; checked";

    private UploadDocumentation() {}

    /** An answer with the state of an upload in its headers. */
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            headers = {
                @Header(name = "Upload-Offset", description = "Continue from here", schema = @Schema(type = "integer")),
                @Header(name = "Upload-Complete", description = "`?1` or `?0`", schema = @Schema(type = "string")),
                @Header(name = "Upload-Length", description = "When known", schema = @Schema(type = "integer"))
            })
    @interface AnswersState {
        @AliasFor(annotation = ApiResponse.class)
        String responseCode() default "200";

        @AliasFor(annotation = ApiResponse.class)
        String description();
    }

    /** A request that sends bytes of an upload: their digests and what can be wrong with them. */
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(
            in = ParameterIn.HEADER,
            name = "Repr-Digest",
            description = "Of the whole upload: " + DIGEST + " when the upload is complete",
            schema = @Schema(type = "string"))
    @Parameter(
            in = ParameterIn.HEADER,
            name = "Content-Digest",
            description = "Of the bytes in this body: " + DIGEST,
            schema = @Schema(type = "string"))
    @ProblemResponses(
            value = {
                ProblemType.INVALID_ARGUMENT,
                ProblemType.DIGEST_MISMATCH,
                ProblemType.PRECONDITION_FAILED,
                ProblemType.OFFSET_MISMATCH,
                ProblemType.BUNDLE_NOT_RUNNING,
                ProblemType.PUBLISHED,
                ProblemType.NO_SPACE,
                ProblemType.NOT_AVAILABLE
            },
            headers =
                    @ProblemResponses.Header(
                            name = "Upload-Offset",
                            description =
                                    "The offset of the upload, with `offset-mismatch` and `no-space`; continue from here",
                            type = "integer",
                            on = {ProblemType.OFFSET_MISMATCH, ProblemType.NO_SPACE}))
    @interface SendsBytes {}

    /** A request that sends a whole manifest. */
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(in = ParameterIn.HEADER, name = "Repr-Digest", description = DIGEST, schema = @Schema(type = "string"))
    @Parameter(
            in = ParameterIn.HEADER,
            name = "Content-Digest",
            description = DIGEST,
            schema = @Schema(type = "string"))
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "204", description = "Kept", content = @Content)
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.INVALID_MANIFEST,
        ProblemType.DIGEST_MISMATCH,
        ProblemType.TOO_LARGE,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @interface SendsManifest {}
}
