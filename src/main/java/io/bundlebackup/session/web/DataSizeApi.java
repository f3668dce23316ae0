package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Sessions", description = "A session backs up, or restores, the bundles appended to it")
@RequestMapping(path = "/api/v1/sessions/{sessionId}/data-size", produces = MediaType.APPLICATION_JSON_VALUE)
@ProblemResponses(ProblemType.NO_SUCH_SESSION)
interface DataSizeApi {
    @Operation(
            operationId = "scanDataSize",
            summary = "Start a size scan",
            description =
                    "OpenHarmony's `session.getBackupDataSize`; allowed before the append, in an incremental session also after one. Reports are `onBackupSizeReport` events, "
                            + "one every `backup.size-report-interval` and a last one with `scanning` empty. Each bundle is in exactly one report. "
                            + "A bundle that is unknown, may not be backed up or cannot be read has sizes of −1. An append does not end "
                            + "the scan; the end of the session does, without a further report.")
    @ApiResponse(responseCode = "202", description = "The scan has begun; nothing is reported yet")
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.ALREADY_APPENDED,
        ProblemType.SCAN_RUNNING,
        ProblemType.WRONG_SESSION_TYPE,
        ProblemType.SESSION_ENDED,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    DataSizeView scan(
            @PathVariable String sessionId,
            @Valid @RequestBody DataSizeRequest request,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller);

    @Operation(
            operationId = "getDataSize",
            summary = "Get the results of the newest size scan",
            description =
                    "Everything that the newest scan has reported so far, in every state of the session; empty if there was no scan.")
    @ApiResponse(responseCode = "200", description = "The sizes")
    @GetMapping
    DataSizeView dataSize(@PathVariable String sessionId, Principal caller);
}
