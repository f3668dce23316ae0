package io.bundlebackup.bundle.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Tag(name = "Service", description = "The service: its version, capabilities and state")
@RequestMapping(path = "/api/v1/capabilities", produces = MediaType.APPLICATION_JSON_VALUE)
@ProblemResponses({ProblemType.INVALID_ARGUMENT, ProblemType.NO_SUCH_BUNDLE})
interface CapabilitiesApi {
    @Operation(
            operationId = "getLocalCapabilities",
            summary = "Get the capability file, with measured sizes",
            description =
                    "OpenHarmony's `backup.getLocalCapabilities()`. The service first measures the trees that it did not measure within the "
                            + "last minute, so the answer can take as long as listing all files.")
    @Parameter(
            name = "bundleName",
            in = ParameterIn.QUERY,
            description =
                    "Only this bundle; can be repeated. Without this parameter: all bundles. Names of unknown bundles are ignored.",
            array = @ArraySchema(schema = @Schema(type = "string", example = "com.example.hiworld")))
    @ApiResponse(
            responseCode = "200",
            description = "The capability file `localCapabilities.json`",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")))
    @GetMapping
    ResponseEntity<CapabilityFileView> capabilities(
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query);

    @Operation(
            operationId = "getLocalCapabilitiesSince",
            summary = "Get the capability file of some bundles, with the sizes of their increments",
            description =
                    "OpenHarmony's `backup.getLocalCapabilities(dataList)`. `increSpaceOccupied` counts the files whose content "
                            + "or attributes changed at `lastIncrementalTime` or later; 0 counts all. Bundles that are unknown or have no "
                            + "readable facts are ignored; if no bundle is left, the answer is 404.")
    @ApiResponse(
            responseCode = "200",
            description = "The capability file `localCapabilities.json`",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<CapabilityFileView> capabilitiesSince(@Valid @RequestBody CapabilitiesRequest request);
}
