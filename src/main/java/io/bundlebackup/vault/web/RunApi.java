package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Runs", description = "The work of vaults: backups and prunes")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface RunApi {
    @Operation(
            operationId = "startRuns",
            summary = "Back up bundles into a vault now, or prune their repositories",
            description =
                    "Each bundle gets a run of its own. A run that finds another of its kind queued or running for the bundle in this vault "
                            + "is ended at once, as `skipped`; but if the other has failed and waits for its next attempt, this attempt begins at "
                            + "once, and the answer has the waiting run.")
    @ApiResponse(responseCode = "202", description = "The runs, in the order of the bundles")
    @ProblemResponses({
        ProblemType.PERMISSION_DENIED,
        ProblemType.NO_SUCH_VAULT,
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.VAULT_UNAVAILABLE,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(path = "/vaults/{vault}/runs", consumes = MediaType.APPLICATION_JSON_VALUE)
    RunListView start(
            @PathVariable String vault, @Valid @RequestBody RunOrderRequest order, HttpServletRequest request);

    @Operation(
            operationId = "listRuns",
            summary = "List the runs of all vaults, newest first",
            description = "The newest 10,000 ended runs are kept.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @GetMapping("/runs")
    RunListView runs(
            @Parameter(description = "Only runs of this vault", example = "main")
                    @RequestParam(required = false)
                    @Nullable
                    String vault,
            @Parameter(
                            description = "Only runs of this kind",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"backup", "prune"}))
                    @RequestParam(required = false)
                    @Pattern(regexp = "backup|prune", message = "must be one of backup, prune")
                    @Nullable
                    String kind,
            @Parameter(
                            description = "Only runs in this state",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"queued", "running", "ended"}))
                    @RequestParam(required = false)
                    @Pattern(regexp = "queued|running|ended", message = "must be one of queued, running, ended")
                    @Nullable
                    String state,
            @Parameter(description = "Only runs of this bundle", example = "com.example.hiworld")
                    @RequestParam(required = false)
                    @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
                    @Nullable
                    String bundleName,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);

    @Operation(
            operationId = "getRun",
            summary = "Get a run, at once or when it has ended",
            description = "With `wait`, the answer comes when the run has ended, or after that many seconds.")
    @ApiResponse(responseCode = "200", description = "The run")
    @ProblemResponses(ProblemType.NO_SUCH_RUN)
    @GetMapping("/runs/{runId}")
    RunView run(
            @PathVariable String runId,
            @Parameter(description = "Seconds to wait for the end of the run")
                    @RequestParam(defaultValue = "0")
                    @Min(0)
                    @Max(60)
                    int wait);

    @Operation(
            operationId = "getRunReport",
            summary = "Read what a run could not take",
            description = "Kept as long as the session of the run (`backup.session.history`).")
    @ApiResponse(responseCode = "200", description = "A page of the report")
    @ProblemResponses(ProblemType.NO_SUCH_RUN)
    @GetMapping("/runs/{runId}/report")
    RunReportView report(
            @PathVariable String runId,
            @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);

    @Operation(
            operationId = "cancelRun",
            summary = "Cancel a run",
            description =
                    "A running backup ends within some seconds; what it stored is reused by the next run or removed by a prune.")
    @ApiResponse(responseCode = "200", description = "The run; it has ended, or is about to end")
    @ProblemResponses({ProblemType.NO_SUCH_RUN, ProblemType.RUN_ENDED, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @PostMapping("/runs/{runId}/cancel")
    RunView cancel(@PathVariable String runId);
}
