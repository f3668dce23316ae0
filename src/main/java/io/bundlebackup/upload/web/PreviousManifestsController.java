package io.bundlebackup.upload.web;

import io.bundlebackup.problem.web.BrokenBody;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.chain.PreviousManifests;
import io.bundlebackup.upload.receive.BodyBrokenException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PreviousManifestsController implements PreviousManifestsApi {
    private final PreviousManifests manifests;

    PreviousManifestsController(PreviousManifests manifests) {
        this.manifests = manifests;
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
            manifests.put(
                    caller.getName(), new BundleId(sessionId, bundleName), new UploadHeaders(request).ofManifest());
        } catch (BodyBrokenException e) {
            BrokenBody.refuse(request, response, e.getCause(), e.getMessage() + " Nothing of it is kept.", Map.of());
        }
    }
}
