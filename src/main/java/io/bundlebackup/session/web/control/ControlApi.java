package io.bundlebackup.session.web.control;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;

@Tag(name = "Session bundles", description = "Append bundles to a session, control them, and read their results")
@RequestMapping(path = "/api/v1/sessions/{sessionId}/bundles/{bundleName}", produces = MediaType.APPLICATION_JSON_VALUE)
@ProblemResponses(ProblemType.NO_SUCH_SESSION)
interface ControlApi {
    @Operation(
            operationId = "updateTimer",
            summary = "Set the timer of a running bundle",
            description = "OpenHarmony's `backup.updateTimer`. The time runs from now on, also while the bundle waits.")
    @ApiResponse(responseCode = "200", description = "Whether the timer was set, and when it expires")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @PutMapping(path = "/timer", consumes = MediaType.APPLICATION_JSON_VALUE)
    TimerView timer(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Valid @RequestBody TimerRequest request,
            Principal caller);

    @Operation(
            operationId = "updateSendRate",
            summary = "Set the send rate of a running bundle",
            description = "OpenHarmony's `backup.updateSendRate`. The new rate applies from the next announcement on.")
    @ApiResponse(responseCode = "200", description = "Whether the send rate was set, and the rate that applies now")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @PutMapping(path = "/send-rate", consumes = MediaType.APPLICATION_JSON_VALUE)
    SendRateView sendRate(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Valid @RequestBody SendRateRequest request,
            Principal caller);

    @Operation(
            operationId = "updatePriority",
            summary = "Change the priority of a queued bundle",
            description = "Bundles of a higher priority begin first. A bundle that has begun keeps its priority.")
    @ApiResponse(responseCode = "200", description = "Whether the priority was set")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @PutMapping(path = "/priority", consumes = MediaType.APPLICATION_JSON_VALUE)
    PriorityView priority(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Valid @RequestBody PriorityRequest request,
            Principal caller);

    @Operation(
            operationId = "cancelBundle",
            summary = "Cancel a running bundle",
            description = "OpenHarmony's `session.cancel`. May be repeated. The end of the bundle is an event.")
    @ApiResponse(responseCode = "200", description = "The bundle is cancelled, or is about to be")
    @ProblemResponses({
        ProblemType.NO_SUCH_TASK_HERE,
        ProblemType.NOT_STARTED,
        ProblemType.NO_SUCH_TASK,
        ProblemType.NO_SPACE,
        ProblemType.NOT_AVAILABLE
    })
    @PostMapping("/cancel")
    CancelView cancel(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller);
}
