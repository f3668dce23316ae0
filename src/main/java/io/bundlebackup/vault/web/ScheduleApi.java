package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Schedules", description = "When bundles are backed up into vaults, and how long the snapshots stay")
@RequestMapping(path = "/api/v1/schedules", produces = MediaType.APPLICATION_JSON_VALUE)
interface ScheduleApi {
    @Operation(
            operationId = "listSchedules",
            summary = "List all schedules",
            description = "Those of the configuration, and those that were made by requests.")
    @ApiResponse(responseCode = "200", description = "The list")
    @ProblemResponses(ProblemType.PERMISSION_DENIED)
    @GetMapping
    ScheduleListView schedules();

    @Operation(
            operationId = "createSchedule",
            summary = "Make a schedule",
            description = "Needs the authority `vault-admin`. Runs that were due before are not made up for.")
    @ApiResponse(responseCode = "201", description = "The schedule")
    @ProblemResponses({
        ProblemType.PERMISSION_DENIED,
        ProblemType.INVALID_SCHEDULE,
        ProblemType.DECLARED,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.CREATED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ScheduleView create(@Valid @RequestBody ScheduleRequest schedule);

    @Operation(
            operationId = "getSchedule",
            summary = "Get a schedule",
            description = "`problem` says why a schedule will never run, for example because no bundle matches.")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ProblemResponses({ProblemType.PERMISSION_DENIED, ProblemType.NO_SUCH_SCHEDULE})
    @GetMapping("/{name}")
    ScheduleView schedule(@Parameter(description = "The schedule", example = "nightly") @PathVariable String name);

    @Operation(
            operationId = "replaceSchedule",
            summary = "Replace a schedule, or make it",
            description =
                    "Needs the authority `vault-admin`. Members that are left out get their defaults. Runs that were due before are not made "
                            + "up for. A schedule of the configuration is refused with 409.")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ProblemResponses({
        ProblemType.NO_SUCH_SCHEDULE,
        ProblemType.PERMISSION_DENIED,
        ProblemType.INVALID_SCHEDULE,
        ProblemType.DECLARED,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ScheduleView replace(
            @Parameter(description = "The schedule", example = "nightly") @PathVariable String name,
            @Valid @RequestBody ScheduleRequest schedule);

    @Operation(
            operationId = "deleteSchedule",
            summary = "Remove a schedule",
            description =
                    "Needs the authority `vault-admin`. The snapshots stay; without a schedule no rule removes them. A schedule of the "
                            + "configuration is refused with 409.")
    @ApiResponse(responseCode = "204", description = "The schedule is gone")
    @ProblemResponses({
        ProblemType.PERMISSION_DENIED,
        ProblemType.NO_SUCH_SCHEDULE,
        ProblemType.DECLARED,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping(path = "/{name}", produces = MediaType.ALL_VALUE)
    void remove(@Parameter(description = "The schedule", example = "nightly") @PathVariable String name);

    @Operation(
            operationId = "listTimesOfCron",
            summary = "List the times at which a cron expression is due next",
            description = "To try an expression before a schedule has it. Without jitter.")
    @ApiResponse(responseCode = "200", description = "The times")
    @ProblemResponses({ProblemType.PERMISSION_DENIED, ProblemType.INVALID_SCHEDULE})
    @GetMapping("/next")
    NextRunsView times(
            @Parameter(
                            description = "As `cron` of a schedule",
                            schema = @Schema(type = "string", example = "0 30 2 * * *"))
                    @RequestParam
                    String cron,
            @Parameter(description = "As `timeZone` of a schedule", example = "Europe/Berlin")
                    @RequestParam(defaultValue = "UTC")
                    String timeZone,
            @RequestParam(defaultValue = "5") @Min(1) @Max(100) int count);

    @Operation(
            operationId = "listNextRuns",
            summary = "List the times of the next runs of a schedule",
            description = "With the jitter that the runs will have.")
    @ApiResponse(responseCode = "200", description = "The times")
    @ProblemResponses({ProblemType.PERMISSION_DENIED, ProblemType.NO_SUCH_SCHEDULE})
    @GetMapping("/{name}/next")
    NextRunsView next(
            @Parameter(description = "The schedule", example = "nightly") @PathVariable String name,
            @RequestParam(defaultValue = "5") @Min(1) @Max(100) int count);
}
