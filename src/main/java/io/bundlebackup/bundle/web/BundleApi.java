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
            summary = "All bundles, by name",
            description =
                    "Sizes are those last measured; where they are missing or older than a minute, a measurement is begun "
                            + "and a later call has its result.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @InvalidRequestAnswer
    @GetMapping
    BundleListView bundles(
            @Parameter(description = "How many at most") @RequestParam(defaultValue = "100") @Min(1) @Max(1000)
                    int limit,
            @Parameter(description = "`next` of the page before; opaque") @RequestParam(required = false) @Nullable
                    String after);

    @Operation(
            operationId = "getBundle",
            summary = "One bundle",
            description = "Its size is at most a minute old: the tree is walked first if need be.")
    @ApiResponse(responseCode = "200", description = "The bundle")
    @InvalidRequestAnswer
    @NoSuchBundleAnswer
    @GetMapping("/{bundleName}")
    BundleView bundle(
            @Parameter(description = "A clone is `name:appIndex`", example = "com.example.hiworld") @PathVariable
                    String bundleName);

    @Operation(
            operationId = "getBackupInfo",
            summary = "What the application itself says about its backup",
            description =
                    "The seed's `backup.getBackupInfo(bundle)`: what the command `getBackupInfo` of its extension writes, at most "
                            + "64 KiB, in at most 10 seconds. Empty for an application without such a command.")
    @ApiResponse(responseCode = "200", description = "The application's text")
    @ProblemResponses({
        ProblemType.EXTENSION_NOT_STARTED,
        ProblemType.EXTENSION_TIMED_OUT,
        ProblemType.EXTENSION_DIED,
        ProblemType.EXTENSION_FAILED,
        ProblemType.TOO_MANY_REQUESTS
    })
    @InvalidRequestAnswer
    @NoSuchBundleAnswer
    @GetMapping("/{bundleName}/backup-info")
    BackupInfoView backupInfo(
            @Parameter(description = "A clone is `name:appIndex`", example = "com.example.hiworld") @PathVariable
                    String bundleName);
}
