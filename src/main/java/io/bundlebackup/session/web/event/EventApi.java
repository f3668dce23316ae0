package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Events", description = "What happens in a session: OpenHarmony's callbacks")
@RequestMapping
interface EventApi {
    String OF_SESSION = "/api/v1/sessions/{sessionId}/events";
    String OF_ALL = "/api/v1/events";
    String OF_RUN = "/api/v1/runs/{runId}/events";

    @Operation(
            operationId = "listEvents",
            summary = "Read the events of a session, as pages, as SSE or by WebSocket",
            description = """
                    Each session has one ordered log, with consecutive `seq` from 1, complete as long as the session can be read. One URL has \
                    three forms: a WebSocket handshake opens a WebSocket; an `Accept` that prefers `text/event-stream` to \
                    JSON opens a stream of server-sent events; any other request gets a page: at once or, with `wait`, as soon as there is an event. \
                    The AsyncAPI document (`/asyncapi.yaml`) describes the streams; a stream of server-sent events also takes `Last-Event-ID`, which takes precedence \
                    over `after`, and is answered with 204 if the session has ended and no event is left. \
                    An open stream keeps the session from expiring. Server-sent events end after an hour, and the client reconnects \
                    with `Last-Event-ID`. A caller with too many open readers of events gets `too-many-requests`.

                    WebSocket: the client may ask for the sub-protocol `backup.v1+json`. The service closes with 1000 after the last event of \
                    a released or expired session, 1012 when the service stops, 4004 if there is no such session, 4008 if \
                    the client reads too slowly; in that case reconnect with `after`.""")
    @ApiResponse(
            responseCode = "200",
            description = "A page; the AsyncAPI document describes the streams",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = EventPageView.class)))
    @ApiResponse(
            responseCode = "204",
            description = "Server-sent events only: the log has ended, and no event is left",
            content = @Content)
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.NO_SUCH_SESSION,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.NOT_AVAILABLE
    })
    @GetMapping(OF_SESSION)
    @Nullable
    ResponseEntity<EventPageView> events(
            Principal caller,
            @PathVariable String sessionId,
            @Parameter(
                            description =
                                    "The number of the last event that the client has, or `now` for future events only; a number beyond the log is an `invalid-argument`",
                            schema = @Schema(type = "string", pattern = "now|[0-9]+", defaultValue = "0"))
                    @RequestParam(required = false)
                    @Nullable
                    String after,
            @Parameter(
                            description = "Names of types, separated by commas; default: all types",
                            explode = Explode.FALSE,
                            array = @ArraySchema(schema = @Schema(type = "string", example = "onFileReady")))
                    @RequestParam(required = false)
                    @Nullable
                    String types,
            @Parameter(description = "JSON only: the largest number of events")
                    @RequestParam(defaultValue = "100")
                    @Min(1)
                    @Max(1000)
                    int limit,
            @Parameter(description = "JSON only: seconds to wait for an event if there is none yet")
                    @RequestParam(defaultValue = "0")
                    @Min(0)
                    @Max(60)
                    int wait,
            @Parameter(hidden = true) @RequestHeader(name = "Last-Event-ID", required = false) @Nullable
                    String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "listCallerEvents",
            summary = "Read the events of all sessions of the caller, as pages, as SSE or by WebSocket",
            description = """
                    All events of all sessions of the caller in the order in which they were recorded, and beside them messages of the types \
                    `session` and `bundle`: the present view of a session (without its `bundles`) or of a bundle, as `GET` answers it, \
                    whenever something of it has changed, in a stream at most once a second each. Callers with the authority `vault` also get messages of the type \
                    `run`, the present view of a run of a vault, and once `onOverdue` when a bundle has no snapshot as new as its schedules want. Messages of sessions that the client does not know \
                    belong to new sessions. Each message has a `cursor`: pass that of the last message to go on after it, also after a restart of the service; \
                    the client then gets every event after it once, and the present view of each session, bundle and run that has changed. \
                    `GET /sessions` and `GET /runs` give the cursor to begin with.

                    The three forms are those of the events of a session. The cursor is the `id` of server-sent events; `Last-Event-ID` takes precedence \
                    over `cursor`. An open stream does not keep sessions from expiring.

                    A cursor that is older than the events that are kept, or that is from another data directory, gets 410 `cursor-expired`: \
                    list the sessions anew. WebSocket: 4010 in this case; the other codes are those of the events of a session.""")
    @ApiResponse(
            responseCode = "200",
            description = "A page; the AsyncAPI document describes the streams",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = CallerEventPageView.class)))
    @ProblemResponses({ProblemType.CURSOR_EXPIRED, ProblemType.TOO_MANY_REQUESTS, ProblemType.NOT_AVAILABLE})
    @GetMapping(OF_ALL)
    @Nullable
    ResponseEntity<CallerEventPageView> callerEvents(
            Principal caller,
            @Parameter(
                            description =
                                    "The cursor of the last message that the client has; default: future messages only, so that a page without `wait` is empty and gives the first cursor",
                            example = "9f2c4e6a8b0d-3k-3k")
                    @RequestParam(required = false)
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "Names of types, separated by commas; default: all types",
                            explode = Explode.FALSE,
                            array = @ArraySchema(schema = @Schema(type = "string", example = "bundle")))
                    @RequestParam(required = false)
                    @Nullable
                    String types,
            @Parameter(description = "JSON only: the largest number of messages")
                    @RequestParam(defaultValue = "100")
                    @Min(1)
                    @Max(1000)
                    int limit,
            @Parameter(description = "JSON only: seconds to wait for a message if there is none yet")
                    @RequestParam(defaultValue = "0")
                    @Min(0)
                    @Max(60)
                    int wait,
            @Parameter(hidden = true) @RequestHeader(name = "Last-Event-ID", required = false) @Nullable
                    String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;

    @Operation(
            operationId = "listRunEvents",
            summary = "Read the events of a run, as pages, as SSE or by WebSocket",
            description = """
                    The log of a run of a vault, complete as long as the run is kept: `onRunBegin`, any number of `onProcess`, `onSnapshot` or `onRetention`, \
                    and `onRunEnd`; a skipped run has only `onRunEnd`. `onProcess` comes at most once a second, and more rarely the longer the run lasts; its \
                    `attempt` says when the run was begun again. The three forms are those of the events of a session.""")
    @ApiResponse(
            responseCode = "200",
            description = "A page; the AsyncAPI document describes the streams",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = RunEventPageView.class)))
    @ApiResponse(
            responseCode = "204",
            description = "Server-sent events only: the log has ended, and no event is left",
            content = @Content)
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.NO_SUCH_RUN,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.NOT_AVAILABLE
    })
    @GetMapping(OF_RUN)
    @Nullable
    ResponseEntity<RunEventPageView> runEvents(
            Principal caller,
            @PathVariable String runId,
            @Parameter(
                            description =
                                    "The number of the last event that the client has, or `now` for future events only",
                            schema = @Schema(type = "string", pattern = "now|[0-9]+", defaultValue = "0"))
                    @RequestParam(required = false)
                    @Nullable
                    String after,
            @Parameter(
                            description = "Names of types, separated by commas; default: all types",
                            explode = Explode.FALSE,
                            array = @ArraySchema(schema = @Schema(type = "string", example = "onRunEnd")))
                    @RequestParam(required = false)
                    @Nullable
                    String types,
            @Parameter(description = "JSON only: the largest number of events")
                    @RequestParam(defaultValue = "100")
                    @Min(1)
                    @Max(1000)
                    int limit,
            @Parameter(description = "JSON only: seconds to wait for an event if there is none yet")
                    @RequestParam(defaultValue = "0")
                    @Min(0)
                    @Max(60)
                    int wait,
            @Parameter(hidden = true) @RequestHeader(name = "Last-Event-ID", required = false) @Nullable
                    String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;
}
