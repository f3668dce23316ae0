package io.bundlebackup.restore.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Bundles", description = "The applications whose data is backed up")
@RequestMapping(path = "/api/v1/bundles/{bundleName}/previous", produces = MediaType.APPLICATION_JSON_VALUE)
interface PreviousApi {
    @Operation(
            operationId = "listPreviousStates",
            summary = "List the earlier states of a bundle's data that restores kept",
            description = "Newest first. `backup.restore.keep-previous` sets how many are kept.")
    @ApiResponse(responseCode = "200", description = "All of them")
    @ProblemResponses({ProblemType.NO_SUCH_BUNDLE, ProblemType.INVALID_ARGUMENT})
    @GetMapping
    PreviousListView previous(@Parameter(example = "com.example.hiworld") @PathVariable String bundleName);

    @Operation(
            operationId = "restorePreviousState",
            summary = "Undo a restore",
            description =
                    "Exchanges an earlier state with the present one, at once. The id then belongs to the state that was present, and the same call "
                            + "again reverts the exchange. A client that may repeat the request sends an `Idempotency-Key`: with the key the state "
                            + "is exchanged once, even if the service was killed before it answered. The answer may lack sizes; the list has them.")
    @ApiResponse(responseCode = "200", description = "The state is exchanged; the answer lists all earlier states")
    @ProblemResponses({
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.NO_SUCH_FILE,
        ProblemType.INVALID_ARGUMENT,
        ProblemType.BUNDLE_HELD,
        ProblemType.NOT_AVAILABLE
    })
    @PostMapping("/{id}/restore")
    ResponseEntity<PreviousListView> restore(
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Parameter(description = "`id` of the list") @PathVariable String id,
            @RequestAttribute(name = IdempotencyKey.ATTRIBUTE, required = false) @Nullable IdempotencyKey key);

    @Operation(
            operationId = "removePreviousState",
            summary = "Remove an earlier state",
            description =
                    "The state cannot be restored any more. Its files are removed from the disk in the background.")
    @ApiResponse(responseCode = "204", description = "The state is removed")
    @ProblemResponses({
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.NO_SUCH_FILE,
        ProblemType.INVALID_ARGUMENT,
        ProblemType.BUNDLE_HELD,
        ProblemType.NOT_AVAILABLE
    })
    @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            @Parameter(description = "`id` of the list") @PathVariable String id);
}
