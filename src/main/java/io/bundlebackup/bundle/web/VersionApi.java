package io.bundlebackup.bundle.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

@Tag(name = "Service", description = "What this service is and what it has")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface VersionApi {
    @Operation(
            operationId = "getVersion",
            summary = "The versions of the framework, the API and the service",
            description = "The seed's `backup.getBackupVersion()`. Open to all.")
    @ApiResponse(responseCode = "200", description = "The versions")
    @SecurityRequirements
    @GetMapping("/version")
    VersionView version();
}
