package io.bundlebackup.audit.web;

import io.bundlebackup.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Service", description = "The service: its version, capabilities and state")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface AuditApi {
    @Operation(
            operationId = "listAuditEntries",
            summary = "Read the audit log, newest first",
            description =
                    "Who did what to which bundle, from where, and with what outcome; of all callers. A caller who is limited to some bundles sees entries of these bundles, and its own. The caller needs only the authority `system`. "
                            + "An entry is listed about a tenth of a second after its request was answered.")
    @ApiResponse(responseCode = "200", description = "A page of the log; empty if `backup.audit.enabled` is false")
    @GetMapping("/audit")
    AuditListView entries(
            @Parameter(description = "Only entries of that time or later") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Only entries before that time") @RequestParam(required = false) @Nullable
                    Instant to,
            @Parameter(description = "Only entries of this caller", example = "nightly")
                    @RequestParam(required = false)
                    @Nullable
                    String caller,
            @Parameter(description = "Only entries that name this bundle", example = "com.example.hiworld")
                    @RequestParam(required = false)
                    @Nullable
                    String bundleName,
            @Parameter(
                            description = "Only this operation, by its operationId, or this event",
                            example = "createSession")
                    @RequestParam(required = false)
                    @Nullable
                    String operation,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after,
            @Parameter(hidden = true) Caller reading);
}
