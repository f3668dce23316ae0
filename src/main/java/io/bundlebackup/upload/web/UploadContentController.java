package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.web.BrokenBody;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Manifests;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.Upload;
import io.bundlebackup.upload.store.UploadName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RestController;

@RestController
class UploadContentController implements UploadContentApi {
    private final Uploads uploads;
    private final Manifests manifests;

    UploadContentController(Uploads uploads, Manifests manifests) {
        this.uploads = uploads;
        this.manifests = manifests;
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
        var name = new UploadName(caller.getName(), new BundleId(sessionId, bundleName), uri);
        var chunk = new UploadHeaders(request).ofPut();
        try {
            var upload = chunk == null ? uploads.get(name) : receive(name, chunk, response);
            UploadHeaders.write(upload, response);
            return UploadView.of(upload);
        } catch (BodyBrokenException e) {
            refuse(e, request, response);
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
        var name = new UploadName(caller.getName(), new BundleId(sessionId, bundleName), uri);
        try {
            UploadHeaders.write(receive(name, new UploadHeaders(request).ofPatch(), response), response);
        } catch (BodyBrokenException e) {
            refuse(e, request, response);
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

    private Upload receive(UploadName name, UploadChunk chunk, HttpServletResponse response) throws IOException {
        try {
            return uploads.receive(name, chunk);
        } catch (ProblemException e) {
            if (e.members().get("offset") instanceof Long offset) {
                response.setHeader(UploadHeaders.OFFSET, Long.toString(offset));
            }
            throw e;
        }
    }

    private static void refuse(BodyBrokenException e, HttpServletRequest request, HttpServletResponse response) {
        BrokenBody.refuse(
                request,
                response,
                e.getCause(),
                e.getMessage() + " What arrived of an upload is kept.",
                Map.of(UploadHeaders.OFFSET, Long.toString(e.offset())));
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
                    new UploadName(caller.getName(), new BundleId(sessionId, bundleName), uri),
                    new UploadHeaders(request).ofManifest());
        } catch (BodyBrokenException e) {
            BrokenBody.refuse(request, response, e.getCause(), e.getMessage() + " Nothing of it is kept.", Map.of());
        }
    }
}
