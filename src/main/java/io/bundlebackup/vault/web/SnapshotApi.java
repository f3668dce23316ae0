package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Snapshots", description = "Bundles at one moment, in vaults")
@RequestMapping(path = "/api/v1/vaults/{vault}/snapshots", produces = MediaType.APPLICATION_JSON_VALUE)
@ProblemResponses({ProblemType.NO_SUCH_VAULT, ProblemType.VAULT_UNAVAILABLE, ProblemType.VAULT_DAMAGED})
interface SnapshotApi {
    @Operation(
            operationId = "listSnapshots",
            summary = "List the snapshots in a vault, newest first",
            description = "Also those that restic has made in a repository of the vault.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @GetMapping
    SnapshotListView snapshots(
            @PathVariable String vault,
            @Parameter(description = "Only snapshots of this bundle", example = "com.example.hiworld")
                    @RequestParam(required = false)
                    @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
                    @Nullable
                    String bundleName,
            @Parameter(description = "Only snapshots taken then or later") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Only snapshots taken before") @RequestParam(required = false) @Nullable
                    Instant to,
            @Parameter(description = "Only complete or only incomplete ones") @RequestParam(required = false) @Nullable
                    Boolean complete,
            @Parameter(description = "Only pinned ones, or only others") @RequestParam(required = false) @Nullable
                    Boolean pinned,
            @Parameter(description = "Only deleted ones, or only others") @RequestParam(required = false) @Nullable
                    Boolean deleted,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);

    @Operation(
            operationId = "getSnapshot",
            summary = "Get a snapshot",
            description = "Also a deleted one, until it is gone (`goneAt`).")
    @ApiResponse(responseCode = "200", description = "The snapshot")
    @ProblemResponses(ProblemType.NO_SUCH_SNAPSHOT)
    @GetMapping("/{snapshotId}")
    SnapshotView snapshot(@PathVariable String vault, @PathVariable String snapshotId);

    @Operation(
            operationId = "changeSnapshot",
            summary = "Pin a snapshot, or note something about it",
            description =
                    "A pinned snapshot is removed by no rule. To unpin one, the caller needs the authority `vault-admin`.")
    @ApiResponse(responseCode = "200", description = "The snapshot")
    @ProblemResponses({ProblemType.PERMISSION_DENIED, ProblemType.NO_SUCH_SNAPSHOT})
    @PatchMapping(path = "/{snapshotId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    SnapshotView change(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Valid @RequestBody SnapshotChange change,
            HttpServletRequest request);

    @Operation(
            operationId = "deleteSnapshot",
            summary = "Delete a snapshot",
            description =
                    "It is forgotten at `goneAt`, after the delay of the vault, and can be taken back until then. Needs the authority "
                            + "`vault-admin`. May be repeated.")
    @ApiResponse(responseCode = "202", description = "The snapshot, with `goneAt`")
    @ProblemResponses({
        ProblemType.PERMISSION_DENIED,
        ProblemType.NO_SUCH_SNAPSHOT,
        ProblemType.SNAPSHOT_PINNED,
        ProblemType.LAST_GOOD_SNAPSHOT
    })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @DeleteMapping("/{snapshotId}")
    SnapshotView delete(
            @PathVariable String vault,
            @PathVariable String snapshotId,
            @Parameter(description = "Also if it is the newest complete one of its bundle")
                    @RequestParam(defaultValue = "false")
                    boolean force);

    @Operation(
            operationId = "undeleteSnapshot",
            summary = "Take a deleted snapshot back",
            description = "Needs the authority `vault-admin`. May be repeated.")
    @ApiResponse(responseCode = "200", description = "The snapshot")
    @ProblemResponses({ProblemType.PERMISSION_DENIED, ProblemType.NO_SUCH_SNAPSHOT})
    @PostMapping("/{snapshotId}/undelete")
    SnapshotView undelete(@PathVariable String vault, @PathVariable String snapshotId);
}
