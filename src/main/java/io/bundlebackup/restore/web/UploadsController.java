package io.bundlebackup.restore.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.restore.BodyBrokenException;
import io.bundlebackup.restore.Incoming;
import io.bundlebackup.restore.Manifests;
import io.bundlebackup.restore.Publishing;
import io.bundlebackup.restore.Upload;
import io.bundlebackup.restore.UploadName;
import io.bundlebackup.restore.Uploads;
import io.bundlebackup.session.IdempotencyKey;
import io.bundlebackup.session.Remember;
import io.bundlebackup.session.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class UploadsController implements UploadsApi {
    private static final Logger log = LoggerFactory.getLogger(UploadsController.class);

    private final Uploads uploads;
    private final Manifests manifests;
    private final Publishing publishing;
    private final ProblemWriter problems;
    private final JsonMapper json;

    UploadsController(
            Uploads uploads, Manifests manifests, Publishing publishing, ProblemWriter problems, JsonMapper json) {
        this.problems = problems;
        this.uploads = uploads;
        this.manifests = manifests;
        this.publishing = publishing;
        this.json = json;
    }

    @Override
    public UploadView declare(
            String sessionId,
            String bundleName,
            UploadRequest request,
            @Nullable IdempotencyKey key,
            Principal caller) {
        var name = new UploadName(caller.getName(), sessionId, bundleName, request.uri());
        return uploads.declare(name, request.size(), UploadView::of, remembered(key));
    }

    @Override
    public UploadListView list(String sessionId, String bundleName, int limit, String after, Principal caller) {
        return UploadListView.of(uploads.page(caller.getName(), sessionId, bundleName, after, limit));
    }

    @Override
    public UploadView get(
            String sessionId, String bundleName, String uri, Principal caller, HttpServletResponse response) {
        var upload = uploads.get(new UploadName(caller.getName(), sessionId, bundleName, uri));
        UploadHeaders.tell(upload, response);
        return UploadView.of(upload);
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
    public void delete(String sessionId, String bundleName, String uri, Principal caller) {
        uploads.delete(new UploadName(caller.getName(), sessionId, bundleName, uri));
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

    @Override
    public PublishView publish(
            String sessionId,
            String bundleName,
            @Nullable PublishRequest request,
            @Nullable IdempotencyKey key,
            Principal caller) {
        var asked = request == null ? PublishRequest.PLAIN : request;
        var named = asked.named() == null
                ? null
                : new UploadName(caller.getName(), sessionId, bundleName, asked.named()).uri();
        var answer = PublishView.of(sessionId, bundleName, asked.isDryRun());
        return publishing.publish(
                caller.getName(), sessionId, bundleName, named, asked.isDryRun(), answer, remembered(key));
    }

    /** The answer is kept with the transition that it tells of. */
    private <T> @Nullable Remember<T> remembered(@Nullable IdempotencyKey key) {
        return key == null
                ? null
                : new Remember<>(
                        key, view -> new Reply(HttpStatus.ACCEPTED.value(), null, json.writeValueAsString(view)));
    }
}
