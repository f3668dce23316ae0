package io.bundlebackup.vault.web.browse;

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
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Snapshots")
@RequestMapping("/api/v1/vaults/{vault}/snapshots/{snapshotId}")
@ProblemResponses({
    ProblemType.NO_SUCH_VAULT,
    ProblemType.NO_SUCH_SNAPSHOT,
    ProblemType.VAULT_UNAVAILABLE,
    ProblemType.VAULT_DAMAGED
})
interface BrowseApi {
    String PATH = "As in the manifest; left out, the root";
    String ENCODED = "1 if `path` is percent-encoded, as in a manifest";

    @Operation(
            operationId = "listSnapshotEntries",
            summary = "List a directory of a snapshot",
            description = "In the order of the names as bytes.")
    @ApiResponse(responseCode = "200", description = "A page of the directory")
    @ProblemResponses(ProblemType.NO_SUCH_PATH)
    @GetMapping(path = "/tree", produces = MediaType.APPLICATION_JSON_VALUE)
    TreeView tree(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Parameter(description = PATH, example = "files") @RequestParam(defaultValue = ".") String path,
            @Parameter(description = ENCODED) @RequestParam(defaultValue = "0") @Min(0) @Max(1) int encodeFlag,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);

    @Operation(
            operationId = "getSnapshotFile",
            summary = "Get the content of a file in a snapshot",
            description =
                    "Each piece is checked before its bytes are sent; damage that is found midway cuts the connection. Conditional requests "
                            + "and ranges follow RFC 9110.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Range",
                        description = "`bytes=` one range or several",
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
    @ApiResponse(responseCode = "304", description = "The client has this content", content = @Content)
    @ProblemResponses({ProblemType.NO_SUCH_PATH, ProblemType.PRECONDITION_FAILED, ProblemType.RANGE_NOT_SATISFIABLE})
    @GetMapping("/content")
    void content(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Parameter(description = "As in the manifest", example = "files/a.txt") @RequestParam String path,
            @Parameter(description = ENCODED) @RequestParam(defaultValue = "0") @Min(0) @Max(1) int encodeFlag,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "getSnapshotArchive",
            summary = "Get files and directories of a snapshot as one archive",
            description =
                    "A tar has everything. A zip has no extended attributes, a copy for each name of a file with several names, and times to"
                            + " the second; `unzip` and `bsdtar` restore symbolic links, permissions, names that are not UTF-8 and, as root, owners."
                            + " A path below another one comes once. What could not be read is named in a last entry `MISSING.txt`.")
    @ApiResponse(
            responseCode = "200",
            description = "The archive",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ProblemResponses(ProblemType.NO_SUCH_PATH)
    @GetMapping("/archive")
    void archive(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Parameter(description = "Repeatable; left out, everything")
                    @RequestParam(required = false)
                    @Size(max = 1000)
                    @Nullable
                    List<String> path,
            @Parameter(description = ENCODED) @RequestParam(defaultValue = "0") @Min(0) @Max(1) int encodeFlag,
            @Parameter(description = "`tar` or `zip`")
                    @RequestParam(defaultValue = "tar")
                    @Pattern(regexp = "tar|zip", message = "must be one of tar, zip")
                    String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "getSnapshotManifest",
            summary = "Get the manifest of a snapshot",
            description =
                    "An entry a line, as the manifest of an index. Compressed with gzip if `Accept-Encoding` allows that. A snapshot that "
                            + "restic has made has none.")
    @ApiResponse(
            responseCode = "200",
            description = "The manifest",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ProblemResponses(ProblemType.NO_SUCH_PATH)
    @GetMapping("/manifest")
    void manifest(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "listSnapshotChanges",
            summary = "Say what differs between two snapshots",
            description = "Of the same bundle, from this one to the other.")
    @ApiResponse(responseCode = "200", description = "A page of the changes")
    @GetMapping(path = "/diff", produces = MediaType.APPLICATION_JSON_VALUE)
    DifferenceView diff(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Parameter(description = "The other snapshot") @RequestParam String to,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);
}
