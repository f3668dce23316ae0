package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Session bundles", description = "Append bundles to a session, control them, and read their results")
@RequestMapping(path = "/api/v1/sessions/{sessionId}/bundles/{bundleName}", produces = MediaType.APPLICATION_JSON_VALUE)
interface ReportApi {
    @Operation(
            operationId = "getReport",
            summary = "Get the report of a bundle",
            description =
                    "Can be read at any time. The report is complete when the bundle has ended or a dry run is over, which `wait` waits for. Every file "
                            + "that could not be backed up or restored is listed; after a dry run, so is every entry "
                            + "that a restore would add, change or remove.")
    @ApiResponse(responseCode = "200", description = "A page of the report")
    @ProblemResponses({ProblemType.NO_SUCH_SESSION, ProblemType.NO_SUCH_BUNDLE, ProblemType.TOO_MANY_REQUESTS})
    @GetMapping("/report")
    ReportView report(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "Seconds to wait for the end of the bundle")
                    @RequestParam(defaultValue = "0")
                    @Min(0)
                    @Max(60)
                    int wait,
            HttpServletRequest request)
            throws InterruptedException;
}
