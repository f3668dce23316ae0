package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.upload.web.UploadDocumentation.AnswersState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Uploads", description = "The files that a restore is made from: send, resume, publish")
@RequestMapping("/api/v1/sessions/{sessionId}/bundles/{bundleName}")
@ProblemResponses({ProblemType.NO_SUCH_SESSION, ProblemType.NO_SUCH_BUNDLE, ProblemType.WRONG_SESSION_TYPE})
interface UploadsApi {
    String UPLOAD = "/uploads/{uri}";

    @Operation(
            operationId = "requestUpload",
            summary = "Ask for the handle of an upload",
            description =
                    "OpenHarmony's `getFileHandle`. The handle arrives as `onFileReady`, at once or when the bundle begins, once for "
                            + "each request. An upload does not need a handle. If the request gives a size, the upload must have that size.")
    @ApiResponse(responseCode = "202", description = "The upload as it stands")
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.PRECONDITION_FAILED,
        ProblemType.BUNDLE_NOT_RUNNING,
        ProblemType.PUBLISHED,
        ProblemType.FROM_SNAPSHOT,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(
            path = "/uploads",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    UploadView declare(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Valid @org.springframework.web.bind.annotation.RequestBody UploadRequest request,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller);

    @Operation(
            operationId = "listUploads",
            summary = "List the uploads of a bundle",
            description = "In the order of uris.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @ProblemResponses(ProblemType.PRECONDITION_FAILED)
    @GetMapping(path = "/uploads", produces = MediaType.APPLICATION_JSON_VALUE)
    UploadListView list(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "") @Pattern(regexp = "[A-Za-z0-9_.]{0,255}") String after,
            Principal caller);

    @Operation(
            operationId = "getUpload",
            summary = "Get the state of an upload",
            description =
                    "Also with `HEAD`. The bytes below the offset are durable on disk. `GET` computes the `sha256` of a complete part "
                            + "that was sent without a digest, which takes about a second for each GB, and keeps it.")
    @AnswersState(description = "The upload")
    @ProblemResponses({ProblemType.INVALID_ARGUMENT, ProblemType.PRECONDITION_FAILED, ProblemType.NO_SUCH_FILE})
    @GetMapping(path = UPLOAD, produces = MediaType.APPLICATION_JSON_VALUE)
    UploadView get(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response);

    @Operation(
            operationId = "deleteUpload",
            summary = "Remove an upload",
            description = "Removes its manifest too. Repeatable. A request that is sending the upload gets 409.")
    @ApiResponse(responseCode = "204", description = "Removed, now or before", content = @Content)
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.PRECONDITION_FAILED,
        ProblemType.BUNDLE_NOT_RUNNING,
        ProblemType.PUBLISHED,
        ProblemType.FROM_SNAPSHOT,
        ProblemType.NO_SPACE
    })
    @DeleteMapping(UPLOAD)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller);

    @Operation(
            operationId = "publish",
            summary = "Publish the uploads: verify, then apply",
            description =
                    "OpenHarmony's `publishFile`. 409 with `missing` (the first 1,000 files) if a file is not uploaded; the bundle goes on "
                            + "waiting then. With `dryRun` the service verifies, fills the report, and waits again. Repeatable. With a `uri` that is "
                            + "not empty the service checks that this upload is complete, and publishes nothing: 404 if there is no such "
                            + "upload, 409 `upload-incomplete` if the upload is not complete.")
    @ApiResponse(
            responseCode = "202",
            description =
                    "Published; events and the report tell how the restore goes. With a `uri`: this upload is complete")
    @ProblemResponses({
        ProblemType.NO_SUCH_FILE,
        ProblemType.INVALID_ARGUMENT,
        ProblemType.INVALID_MANIFEST,
        ProblemType.UPLOAD_INCOMPLETE,
        ProblemType.SESSION_ENDED,
        ProblemType.BUNDLE_NOT_RUNNING,
        ProblemType.PUBLISHED,
        ProblemType.FROM_SNAPSHOT,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(
            path = "/publish",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    PublishView publish(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @Valid @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable
                    PublishOptions options,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller);
}
