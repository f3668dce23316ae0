package io.bundlebackup.restore.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.restore.BodyBrokenException;
import io.bundlebackup.restore.Incoming;
import io.bundlebackup.restore.Manifests;
import io.bundlebackup.restore.Upload;
import io.bundlebackup.restore.UploadName;
import io.bundlebackup.restore.Uploads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RestController;

@RestController
class UploadContentController implements UploadContentApi {
    private static final Logger log = LoggerFactory.getLogger(UploadContentController.class);

    private final Uploads uploads;
    private final Manifests manifests;
    private final ProblemWriter problems;

    UploadContentController(Uploads uploads, Manifests manifests, ProblemWriter problems) {
        this.uploads = uploads;
        this.manifests = manifests;
        this.problems = problems;
    }

    @Override
    public @Nullable UploadView put(
            String sessionId,
            String bundleName,
            String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var name = new UploadName(caller.getName(), sessionId, bundleName, uri);
        var incoming = new UploadHeaders(request).ofPut();
        try {
            var upload = incoming == null ? uploads.get(name) : receive(name, incoming, response);
            UploadHeaders.tell(upload, response);
            return UploadView.of(upload);
        } catch (BodyBrokenException e) {
            answer(e, request, response);
            return null;
        }
    }

    @Override
    public void patch(
            String sessionId,
            String bundleName,
            String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var name = new UploadName(caller.getName(), sessionId, bundleName, uri);
        try {
            UploadHeaders.tell(receive(name, new UploadHeaders(request).ofPatch(), response), response);
        } catch (BodyBrokenException e) {
            answer(e, request, response);
        }
    }

    @Override
    public void patchByPost(
            String sessionId,
            String bundleName,
            String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpRequestMethodNotSupportedException {
        if (!"PATCH".equalsIgnoreCase(request.getHeader("X-HTTP-Method-Override"))) {
            throw new HttpRequestMethodNotSupportedException("POST", List.of("GET", "HEAD", "PUT", "PATCH", "DELETE"));
        }
        patch(sessionId, bundleName, uri, caller, request, response);
    }

    private Upload receive(UploadName name, Incoming incoming, HttpServletResponse response) throws IOException {
        try {
            return uploads.receive(name, incoming);
        } catch (ProblemException e) {
            if (e.members().get("offset") instanceof Long offset) {
                response.setHeader(UploadHeaders.OFFSET, Long.toString(offset));
            }
            throw e;
        }
    }

    /**
     * To whoever may still be there. Written here, because an exception that comes from a broken connection is taken for nobody's
     * business on its way out, and then by Tomcat for a failure of the service.
     */
    private void answer(BodyBrokenException broken, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            // Tomcat knows already that there is nobody.
            return;
        }
        response.setHeader(UploadHeaders.OFFSET, Long.toString(broken.offset()));
        try {
            problems.write(
                    request,
                    response,
                    ProblemType.INVALID_REQUEST,
                    broken.getMessage() + " What arrived of an upload is kept.");
        } catch (IOException gone) {
            log.debug("{} broke off", request.getRequestURI(), gone);
        }
    }

    @Override
    public void options(HttpServletResponse response) {
        response.setHeader(TusFilter.VERSIONS, TusFilter.VERSION);
        response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, PUT, PATCH, POST, DELETE, OPTIONS");
        response.setHeader("Accept-Patch", UploadHeaders.PARTIAL + ", " + UploadHeaders.TUS);
    }

    @Override
    public void manifest(
            String sessionId,
            String bundleName,
            String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try {
            manifests.put(
                    new UploadName(caller.getName(), sessionId, bundleName, uri),
                    new UploadHeaders(request).ofManifest());
        } catch (BodyBrokenException e) {
            answer(e, request, response);
        }
    }
}
