package io.bundlebackup.backup.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Files", description = "What a backup delivers: list, fetch, close")
@RequestMapping("/api/v1/sessions/{sessionId}")
@ProblemResponses(ProblemType.NO_SUCH_SESSION)
interface FilesApi {
    String SHA256 = "[0-9a-f]{64}";
    String FILE = "/bundles/{bundleName}/files/{uri}";

    @Operation(
            operationId = "listSessionFiles",
            summary = "List the files of a session",
            description =
                    "In order of announcement. `more` is `false` only when nothing more will be announced for what was "
                            + "appended so far: this list alone is enough to drive a backup, and to resume one.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @ProblemResponses(ProblemType.TOO_MANY_REQUESTS)
    @GetMapping(path = "/files", produces = MediaType.APPLICATION_JSON_VALUE)
    FileListView sessionFiles(
            Principal caller,
            @PathVariable String sessionId,
            @Parameter(
                            description = "Only files in this state",
                            schema = @Schema(allowableValues = {"ready", "closed"}))
                    @RequestParam(required = false)
                    @Pattern(regexp = "ready|closed")
                    @Nullable
                    String state,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "0") @Pattern(regexp = "[0-9]{1,18}") String after,
            @RequestParam(defaultValue = "0") @Min(0) @Max(60) int wait)
            throws InterruptedException;

    @Operation(
            operationId = "listFiles",
            summary = "List the files of one bundle",
            description = "As the list of the session, for one bundle.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.TOO_MANY_REQUESTS})
    @GetMapping(path = "/bundles/{bundleName}/files", produces = MediaType.APPLICATION_JSON_VALUE)
    FileListView files(
            Principal caller,
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @Parameter(
                            description = "Only files in this state",
                            schema = @Schema(allowableValues = {"ready", "closed"}))
                    @RequestParam(required = false)
                    @Pattern(regexp = "ready|closed")
                    @Nullable
                    String state,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "0") @Pattern(regexp = "[0-9]{1,18}") String after,
            @RequestParam(defaultValue = "0") @Min(0) @Max(60) int wait)
            throws InterruptedException;

    @Operation(
            operationId = "getFile",
            summary = "Get the content of a file",
            description =
                    "Any number of times, whole or in ranges, in parallel, until the file is closed. With `sha256` exactly these "
                            + "bytes or none (410 once they were superseded); without it the newest. Conditional requests and ranges "
                            + "follow RFC 9110.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Range",
                        description = "`bytes=` one range or several",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "If-Range",
                        description = "ETag or date that the range belongs to",
                        schema = @Schema(type = "string")),
                @Parameter(in = ParameterIn.HEADER, name = "If-Match", schema = @Schema(type = "string")),
                @Parameter(in = ParameterIn.HEADER, name = "If-None-Match", schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "The whole file",
            headers = {
                @Header(name = "ETag", description = "The SHA-256, strong", schema = @Schema(type = "string")),
                @Header(
                        name = "Repr-Digest",
                        description = "`sha-256=:<base64>:` of the whole file",
                        schema = @Schema(type = "string")),
                @Header(name = "Accept-Ranges", schema = @Schema(type = "string"))
            },
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "206",
            description = "The ranges asked for; several as `multipart/byteranges`",
            headers = @Header(name = "Content-Range", schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "304", description = "The client has the newest content", content = @Content)
    @ProblemResponses({
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.NO_SUCH_FILE,
        ProblemType.FILE_CLOSED,
        ProblemType.FILE_CHANGED,
        ProblemType.PRECONDITION_FAILED,
        ProblemType.RANGE_NOT_SATISFIABLE
    })
    @RequestMapping(path = FILE, method = RequestMethod.GET)
    void content(
            Principal caller,
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            @Parameter(description = "Which bytes; as in `contentUrl`")
                    @RequestParam(required = false)
                    @Pattern(regexp = SHA256)
                    @Nullable
                    String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "getFileManifest",
            summary = "Get the manifest of a file",
            description =
                    "The entries that the file contains, one line each; for `manage.json` the full manifest of the bundle. The answer is "
                            + "compressed with gzip if `Accept-Encoding` allows that; `manifestSha256` is of the decoded text. A client that has the "
                            + "manifest that an increment starts from sends its SHA-256 in `Available-Dictionary`, and `dcz` in "
                            + "`Accept-Encoding` (RFC 9842): the answer then has only what differs, unless that manifest has more than 16 MiB.")
    @ApiResponse(
            responseCode = "200",
            description = "The manifest",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ProblemResponses({
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.NO_SUCH_FILE,
        ProblemType.FILE_CLOSED,
        ProblemType.FILE_CHANGED
    })
    @GetMapping(FILE + "/manifest")
    void manifest(
            Principal caller,
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            @Parameter(description = "Which bytes of the file; as in `manifestUrl`")
                    @RequestParam(required = false)
                    @Pattern(regexp = SHA256)
                    @Nullable
                    String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "closeFile",
            summary = "Close a file",
            description =
                    "The client has its copy; the service then deletes its own copy and the manifest. Repeatable. Every file must be "
                            + "closed: the index is announced when all others are, the bundle ends when the index is.")
    @ApiResponse(responseCode = "204", description = "Closed, now or before", content = @Content)
    @ProblemResponses({
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.NO_SUCH_FILE,
        ProblemType.FILE_CLOSED,
        ProblemType.FILE_CHANGED,
        ProblemType.RECEIPT_MISMATCH
    })
    @DeleteMapping(FILE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void close(
            Principal caller,
            @PathVariable String sessionId,
            @PathVariable String bundleName,
            @PathVariable String uri,
            @Parameter(
                            description =
                                    "SHA-256 of the client's copy; may be left out if the file was announced only once")
                    @RequestParam(required = false)
                    @Pattern(regexp = SHA256)
                    @Nullable
                    String sha256);
}
