package io.bundlebackup.upload.web;

import io.bundlebackup.upload.BodyBrokenException;
import io.bundlebackup.upload.PreviousManifests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PreviousManifestsController implements PreviousManifestsApi {
    private final PreviousManifests manifests;
    private final BrokenBodies broken;

    PreviousManifestsController(PreviousManifests manifests, BrokenBodies broken) {
        this.manifests = manifests;
        this.broken = broken;
    }

    @Override
    public void put(
            String sessionId,
            String bundleName,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try {
            manifests.put(caller.getName(), sessionId, bundleName, new UploadHeaders(request).ofManifest());
        } catch (BodyBrokenException e) {
            broken.answer(e, " Nothing of it is kept.", request, response);
        }
    }
}
