package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.upload.web.UploadDocumentation.AnswersState;
import io.bundlebackup.upload.web.UploadDocumentation.SendsBytes;
import io.bundlebackup.upload.web.UploadDocumentation.SendsManifest;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The bytes of uploads. */
@Tag(name = "Uploads", description = "The files that a restore is made from: send, resume, publish")
@RequestMapping("/api/v1/sessions/{sessionId}/bundles/{bundleName}")
@ProblemResponses({ProblemType.NO_SUCH_SESSION, ProblemType.NO_SUCH_BUNDLE, ProblemType.WRONG_SESSION_TYPE})
interface UploadContentApi {
    @Operation(
            operationId = "putUpload",
            summary = "Send an upload",
            description =
                    "The whole upload; or, with `Content-Range: bytes n-m/total`, the bytes after the `n` bytes that arrived. If a complete "
                            + "upload is sent again and the request breaks off, the upload does not change; an incomplete upload begins again at 0. The newest request "
                            + "for an upload wins. Bytes that arrived before a connection broke are kept.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Content-Range",
                        description =
                                "`bytes n-m/total`, with `*` for a total that is not known. A range of `*` instead of `n-m` asks for the offset",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Upload-Complete",
                        description =
                                "Without `Content-Range`: `?0` if more follows, so that this is the first piece; else `?1`, as without it",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Upload-Length",
                        description = "Without `Content-Range`: how many bytes the whole has",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                            schema = @Schema(type = "string", format = "binary"))))
    @AnswersState(description = "The upload as it stands now")
    @SendsBytes
    @PutMapping(path = UploadsApi.UPLOAD, produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    UploadView put(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "patchUpload",
            summary = "Send the next piece of an upload",
            description =
                    "IETF resumable uploads. Clients of tus 1.0 send `application/offset+octet-stream` with `Tus-Resumable: 1.0.0` instead, without "
                            + "`Upload-Complete`: the upload is complete when the offset reaches the size. `POST` with "
                            + "`X-HTTP-Method-Override: PATCH` is the same.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Upload-Offset",
                        description = "The offset of the first byte in the body: the present offset of the upload",
                        required = true,
                        schema = @Schema(type = "integer", format = "int64", minimum = "0")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Upload-Complete",
                        description = "`?1` if the upload is complete with this piece, else `?0`",
                        required = true,
                        example = "?1",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Upload-Length",
                        description = "How many bytes the whole has",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = UploadHeaders.PARTIAL,
                                            schema = @Schema(type = "string", format = "binary"))))
    @AnswersState(responseCode = "204", description = "Taken")
    @SendsBytes
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PatchMapping(
            path = UploadsApi.UPLOAD,
            consumes = {UploadHeaders.PARTIAL, UploadHeaders.TUS})
    void patch(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    /** For clients that cannot send {@code PATCH}. */
    @Hidden
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PostMapping(
            path = UploadsApi.UPLOAD,
            consumes = {UploadHeaders.PARTIAL, UploadHeaders.TUS})
    void patchByPost(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpRequestMethodNotSupportedException;

    /** What tus asks for before anything else. */
    @Hidden
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequestMapping(
            path = {"/uploads", UploadsApi.UPLOAD},
            method = RequestMethod.OPTIONS)
    void options(HttpServletResponse response);

    @Operation(
            operationId = "putUploadManifest",
            summary = "Send the manifest of a delivered file",
            description =
                    "Only the manifests of indexes are needed. The manifest is checked and replaces the previous one when it is complete.")
    @SendsManifest
    @ProblemResponses({
        ProblemType.PRECONDITION_FAILED,
        ProblemType.BUNDLE_NOT_RUNNING,
        ProblemType.PUBLISHED,
        ProblemType.FROM_SNAPSHOT
    })
    @PutMapping(UploadsApi.UPLOAD + "/manifest")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void manifest(
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;
}
