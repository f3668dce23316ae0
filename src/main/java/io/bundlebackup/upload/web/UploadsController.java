package io.bundlebackup.upload.web;

import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Publishing;
import io.bundlebackup.upload.receive.UploadHandles;
import io.bundlebackup.upload.store.UploadName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class UploadsController implements UploadsApi {
    private final Uploads uploads;
    private final UploadHandles handles;
    private final Publishing publishing;
    private final ReplyRecorder answers;

    UploadsController(Uploads uploads, UploadHandles handles, Publishing publishing, ReplyRecorder answers) {
        this.uploads = uploads;
        this.handles = handles;
        this.publishing = publishing;
        this.answers = answers;
    }

    @Override
    public UploadView declare(
            String sessionId,
            String bundleName,
            UploadRequest request,
            @Nullable IdempotencyKey key,
            Principal caller) {
        var name = new UploadName(caller.getName(), new BundleId(sessionId, bundleName), request.uri());
        var answer = ReplyRecorder.Answer.of(HttpStatus.ACCEPTED.value(), UploadView::of);
        return answers.record(key, answer, remember -> handles.declare(name, request.size(), remember));
    }

    @Override
    public UploadListView list(String sessionId, String bundleName, int limit, String after, Principal caller) {
        return UploadListView.of(uploads.page(caller.getName(), new BundleId(sessionId, bundleName), after, limit));
    }

    @Override
    public UploadView get(
            String sessionId,
            String bundleName,
            String uri,
            Principal caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        var name = new UploadName(caller.getName(), new BundleId(sessionId, bundleName), uri);
        var upload = "HEAD".equals(request.getMethod()) ? uploads.get(name) : uploads.getDigested(name);
        UploadHeaders.write(upload, response);
        return UploadView.of(upload);
    }

    @Override
    public void delete(String sessionId, String bundleName, String uri, Principal caller) {
        uploads.delete(new UploadName(caller.getName(), new BundleId(sessionId, bundleName), uri));
    }

    @Override
    public PublishView publish(
            String sessionId,
            String bundleName,
            @Nullable PublishOptions options,
            @Nullable IdempotencyKey key,
            Principal caller) {
        var bundle = new BundleId(sessionId, bundleName);
        var asked = options == null ? PublishOptions.PLAIN : options;
        if (asked.named() instanceof String uri) {
            publishing.check(new UploadName(caller.getName(), bundle, uri));
            return PublishView.of(bundle, false);
        }
        var published = PublishView.of(bundle, asked.isDryRun());
        var answer = ReplyRecorder.Answer.of(HttpStatus.ACCEPTED.value(), Function.<PublishView>identity());
        return answers.record(
                key,
                answer,
                remember -> publishing.publish(caller.getName(), bundle, asked.isDryRun(), published, remember));
    }
}
