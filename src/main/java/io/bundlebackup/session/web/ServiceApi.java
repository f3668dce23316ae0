package io.bundlebackup.session.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.security.Principal;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

@Tag(name = "Service", description = "The service: its version, capabilities and state")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface ServiceApi {
    @Operation(
            operationId = "getStatus",
            summary = "Get the status of the service",
            description = "Slots, queue, sessions of all callers, and space on the disk of the data directory.")
    @ApiResponse(responseCode = "200", description = "At this moment")
    @GetMapping("/status")
    StatusView status() throws IOException;

    @Operation(
            operationId = "getQueue",
            summary = "List the caller's queued bundles",
            description =
                    "Positions count the bundles of all callers: the highest priority first; among equal priorities, the bundle appended first.")
    @ApiResponse(responseCode = "200", description = "At this moment")
    @GetMapping("/queue")
    QueueView queue(Principal caller);
}
