package io.bundlebackup.bundle.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Bundles", description = "The applications whose data is backed up")
@RequestMapping(path = "/api/v1/bundles", produces = MediaType.APPLICATION_JSON_VALUE)
interface BundleApi {
    @Operation(
            operationId = "listBundles",
            summary = "List all bundles, sorted by name",
            description =
                    "Sizes are from the last measurement. If a size is missing or older than a minute, the service starts a "
                            + "measurement, and a later call returns its result.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @ProblemResponses(ProblemType.INVALID_ARGUMENT)
    @GetMapping
    BundleListView bundles(
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after);

    @Operation(
            operationId = "getBundle",
            summary = "Get a bundle",
            description = "The size is at most a minute old: if necessary, the service measures the tree first.")
    @ApiResponse(responseCode = "200", description = "The bundle")
    @ProblemResponses({ProblemType.INVALID_ARGUMENT, ProblemType.NO_SUCH_BUNDLE})
    @GetMapping("/{bundleName}")
    BundleView bundle(
            @Parameter(description = "A clone is `name:appIndex`", example = "com.example.hiworld") @PathVariable
                    String bundleName);

    @Operation(
            operationId = "getBackupInfo",
            summary = "Get the application's text about its backup",
            description =
                    "OpenHarmony's `backup.getBackupInfo(bundle)`: the output of the command `getBackupInfo` of the extension, at most "
                            + "64 KiB, within 10 seconds. Empty for an application without this command.")
    @ApiResponse(responseCode = "200", description = "The application's text")
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.EXTENSION_NOT_STARTED,
        ProblemType.EXTENSION_TIMED_OUT,
        ProblemType.EXTENSION_DIED,
        ProblemType.EXTENSION_FAILED,
        ProblemType.TOO_MANY_REQUESTS
    })
    @GetMapping("/{bundleName}/backup-info")
    BackupInfoView backupInfo(
            @Parameter(description = "A clone is `name:appIndex`", example = "com.example.hiworld") @PathVariable
                    String bundleName);
}
