package io.bundlebackup.bundle.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

@Tag(name = "Service", description = "The service: its version, capabilities and state")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface VersionApi {
    @Operation(
            operationId = "getVersion",
            summary = "Get the versions of the framework, the API and the service",
            description = "OpenHarmony's `backup.getBackupVersion()`. Needs no token.")
    @ApiResponse(responseCode = "200", description = "The versions")
    @SecurityRequirements
    @GetMapping("/version")
    VersionView version();
}
