package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Session bundles", description = "Append bundles to a session, control them, and read their results")
@RequestMapping(path = "/api/v1/sessions/{sessionId}/bundles", produces = MediaType.APPLICATION_JSON_VALUE)
@ProblemResponses(ProblemType.NO_SUCH_SESSION)
interface SessionBundleApi {
    @Operation(
            operationId = "appendBundles",
            summary = "Append bundles",
            description =
                    "OpenHarmony's `appendBundles`. A backup or restore session takes one append. A bundle that cannot take part does not fail the "
                            + "request: the bundle is listed as `ended`, `rejected`, with `err`. A failed request changes nothing.")
    @ApiResponse(responseCode = "202", description = "The appended bundles; queued bundles begin as slots become free")
    @ProblemResponses(
            value = {
                ProblemType.INVALID_ARGUMENT,
                ProblemType.NO_SUCH_VAULT,
                ProblemType.NO_SUCH_SNAPSHOT,
                ProblemType.NO_SUCH_PATH,
                ProblemType.ALREADY_APPENDED,
                ProblemType.NO_SUCH_GENERATION,
                ProblemType.BUNDLE_HELD,
                ProblemType.SESSION_ENDED,
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
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    SessionBundleListView append(
            @PathVariable String sessionId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            examples = {
                                                @ExampleObject(
                                                        name = "backup",
                                                        summary = "A full backup of a bundle",
                                                        value = Examples.APPEND_BACKUP),
                                                @ExampleObject(
                                                        name = "increment",
                                                        summary = "What has changed in a bundle",
                                                        value = Examples.APPEND_INCREMENT),
                                                @ExampleObject(
                                                        name = "restore",
                                                        summary = "A restore of a bundle",
                                                        value = Examples.APPEND_RESTORE)
                                            }))
                    @Valid
                    @RequestBody
                    AppendRequest request,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key,
            Principal caller,
            HttpServletRequest http);

    @Operation(
            operationId = "listSessionBundles",
            summary = "List the bundles of a session",
            description = "In the order of their append.")
    @ApiResponse(responseCode = "200", description = "A page of the list")
    @GetMapping
    SessionBundleListView bundles(
            @PathVariable String sessionId,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String after,
            HttpServletRequest request);

    @Operation(
            operationId = "getSessionBundle",
            summary = "Get a bundle of a session",
            description = "The state of the bundle, its progress and, when it has ended, its outcome.")
    @ApiResponse(responseCode = "200", description = "The bundle")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE})
    @GetMapping("/{bundleName}")
    SessionBundleView bundle(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            HttpServletRequest request);

    @Operation(
            operationId = "withdrawBundle",
            summary = "Withdraw or cancel a bundle",
            description =
                    "A queued bundle is withdrawn, a running bundle is cancelled, an ended bundle stays as it is. The bundle stays listed and "
                            + "cannot be appended again.")
    @ApiResponse(responseCode = "204", description = "The bundle has ended, or is about to end")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.NO_SPACE, ProblemType.NOT_AVAILABLE})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping(path = "/{bundleName}", produces = MediaType.ALL_VALUE)
    void withdraw(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            Principal caller);
}
