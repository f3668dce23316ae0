package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Vaults")
@RequestMapping(path = "/api/v1/vaults/{vault}/retention", produces = MediaType.APPLICATION_JSON_VALUE)
interface RetentionApi {
    @Operation(
            operationId = "getRetention",
            summary = "Say which snapshots of a bundle stay, and why",
            description =
                    "By the rules of all schedules of the bundle, each in its time zone, or by other rules as a simulation: these are taken "
                            + "instead of those of all schedules, in the time zone of the bundle's first schedule by name. Nothing is "
                            + "deleted. Snapshots that restic has made are neither counted nor removed.")
    @ApiResponse(responseCode = "200", description = "What the next run does")
    @ProblemResponses({
        ProblemType.NO_SUCH_VAULT,
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.VAULT_UNAVAILABLE,
        ProblemType.VAULT_DAMAGED
    })
    @GetMapping
    RetentionDecisionView retention(
            @PathVariable String vault,
            @Parameter(description = "The bundle", example = "com.example.hiworld")
                    @RequestParam
                    @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
                    String bundleName,
            @Parameter(
                            description =
                                    "Rules to try, as `retention` of a schedule, in JSON, such as `{\"daily\":14,\"monthly\":12}`")
                    @RequestParam(required = false)
                    @Nullable
                    String retention);
}
