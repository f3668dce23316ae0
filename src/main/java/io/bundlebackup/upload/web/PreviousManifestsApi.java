package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.bundlebackup.upload.web.UploadDocumentation.SendsManifest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/** What incremental backups start from. */
@Tag(name = "Sessions", description = "A session backs up, or restores, the bundles appended to it")
@RequestMapping("/api/v1/sessions/{sessionId}/manifests")
interface PreviousManifestsApi {
    @Operation(
            operationId = "putPreviousManifest",
            summary = "Send the manifest that an incremental backup starts from",
            description =
                    "OpenHarmony's `manifestFd`: the manifest of the previous backup's `manage.json`, sent before the bundle is appended. Only files "
                            + "that changed since that backup are sent. The manifest is checked line by line and replaces the previous one when it is "
                            + "complete. Version 1.0 of OpenHarmony is accepted too: with 7 or 8 columns, unsorted, with absolute paths.")
    @SendsManifest
    @ProblemResponses({
        ProblemType.NO_SUCH_SESSION,
        ProblemType.NO_SUCH_BUNDLE,
        ProblemType.WRONG_SESSION_TYPE,
        ProblemType.SESSION_ENDED,
        ProblemType.ALREADY_APPENDED
    })
    @PutMapping("/{bundleName}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(
            @PathVariable String sessionId,
            @Parameter(example = "com.example.hiworld") @PathVariable String bundleName,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException;
}
