package io.bundlebackup.upload.web;

import io.bundlebackup.session.IdempotencyKey;
import io.bundlebackup.session.Remember;
import io.bundlebackup.session.Reply;
import io.bundlebackup.upload.Handles;
import io.bundlebackup.upload.Publishing;
import io.bundlebackup.upload.UploadName;
import io.bundlebackup.upload.Uploads;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class UploadsController implements UploadsApi {
    private final Uploads uploads;
    private final Handles handles;
    private final Publishing publishing;
    private final JsonMapper json;

    UploadsController(Uploads uploads, Handles handles, Publishing publishing, JsonMapper json) {
        this.uploads = uploads;
        this.handles = handles;
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
        return handles.declare(name, request.size(), UploadView::of, remembered(key));
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
    public void delete(String sessionId, String bundleName, String uri, Principal caller) {
        uploads.delete(new UploadName(caller.getName(), sessionId, bundleName, uri));
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
