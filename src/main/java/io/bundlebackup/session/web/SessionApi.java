package io.bundlebackup.session.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.bundle.CapabilityFile;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Sessions", description = "A session backs up, or restores, the bundles appended to it")
@RequestMapping(path = "/api/v1/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
interface SessionApi {
    String STATES = "open|running|completed|releasing|released|expired";

    @Operation(
            operationId = "createSession",
            summary = "Create a session",
            description = "OpenHarmony's `new SessionBackup(callbacks)`. The callbacks are the events at `eventsUrl`.")
    @ApiResponse(
            responseCode = "201",
            description = "The session",
            headers = @Header(name = "Location", description = "The session", schema = @Schema(type = "string")))
    @ProblemResponses(
            value = {
                ProblemType.INVALID_ARGUMENT,
                ProblemType.NO_SUCH_VAULT,
                ProblemType.NO_SUCH_SNAPSHOT,
                ProblemType.NO_SUCH_PATH,
                ProblemType.NO_SUCH_GENERATION,
                ProblemType.BUNDLE_HELD,
                ProblemType.TOO_MANY_SESSIONS,
                ProblemType.NO_SPACE,
                ProblemType.NOT_AVAILABLE,
                ProblemType.VAULT_UNAVAILABLE,
                ProblemType.VAULT_DAMAGED
            },
            headers =
                    @ProblemResponses.Header(
                            name = "Retry-After",
                            description = "Seconds; with `bundle-held` if the other session is being released",
                            on = ProblemType.BUNDLE_HELD))
    @ResponseStatus(HttpStatus.CREATED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionView> create(
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            examples = {
                                                @ExampleObject(
                                                        name = "backup",
                                                        summary = "A full backup of a bundle",
                                                        value = Examples.BACKUP),
                                                @ExampleObject(
                                                        name = "increment",
                                                        summary = "What has changed in a bundle",
                                                        value = Examples.INCREMENT),
                                                @ExampleObject(
                                                        name = "restore",
                                                        summary = "A restore of a bundle",
                                                        value = Examples.RESTORE)
                                            }))
                    @Valid
                    @RequestBody
                    SessionRequest request,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller,
            HttpServletRequest http);

    @Operation(
            operationId = "listSessions",
            summary = "List the caller's sessions, newest first",
            description = "Ended sessions are listed for as long as the history keeps them.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @GetMapping
    SessionListView sessions(
            @Parameter(
                            description = "Only sessions in this state",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {
                                                "open",
                                                "running",
                                                "completed",
                                                "releasing",
                                                "released",
                                                "expired"
                                            }))
                    @RequestParam(required = false)
                    @Pattern(
                            regexp = STATES,
                            message = "must be one of open, running, completed, releasing, released, expired")
                    @Nullable
                    String state,
            @Parameter(
                            description = "Only sessions of this type",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"backup", "restore", "incrementalBackup"}))
                    @RequestParam(required = false)
                    @Pattern(
                            regexp = SessionRequest.TYPES,
                            message = "must be one of backup, restore, incrementalBackup")
                    @Nullable
                    String type,
            @Parameter(
                            description = "Only sessions that this bundle was appended to, or is restored to",
                            example = "com.example.hiworld")
                    @RequestParam(required = false)
                    @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
                    @Nullable
                    String bundleName,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after,
            Principal caller);

    @Operation(
            operationId = "getSession",
            summary = "Get a session",
            description =
                    "The state of the session and of each of its bundles. Reading a session keeps it from expiring.")
    @ApiResponse(responseCode = "200", description = "The session")
    @ProblemResponses(ProblemType.NO_SUCH_SESSION)
    @GetMapping("/{sessionId}")
    SessionView session(@PathVariable String sessionId, HttpServletRequest request);

    @Operation(
            operationId = "releaseSession",
            summary = "Release a session",
            description =
                    "OpenHarmony's `release()`: unfinished bundles end as if cancelled, and staged files are deleted. The session and its "
                            + "events stay readable for as long as the history keeps them. May be repeated.")
    @ApiResponse(
            responseCode = "204",
            description = "The session is released and holds no bundle; other sessions may append its bundles")
    @ApiResponse(
            responseCode = "202",
            description =
                    "The session is being released; one of its bundles takes longer than two seconds to end. An append of such a "
                            + "bundle gets 409 `bundle-held` with `Retry-After`")
    @ProblemResponses({ProblemType.NO_SUCH_SESSION, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @DeleteMapping(path = "/{sessionId}", produces = MediaType.ALL_VALUE)
    ResponseEntity<Void> release(@PathVariable String sessionId, Principal caller);

    @Operation(
            operationId = "getSessionCapabilities",
            summary = "Get the capability file of a session",
            description =
                    "OpenHarmony's `session.getLocalCapabilities()`: the bundles of the session or, before an append, all bundles that "
                            + "may be backed up. Nothing is measured: unknown sizes are 0.")
    @ApiResponse(
            responseCode = "200",
            description = "The capability file `localCapabilities.json`",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(ref = "#/components/schemas/CapabilityFile")))
    @ProblemResponses(ProblemType.NO_SUCH_SESSION)
    @GetMapping("/{sessionId}/capabilities")
    ResponseEntity<CapabilityFile> capabilities(@PathVariable String sessionId, Principal caller);
}
