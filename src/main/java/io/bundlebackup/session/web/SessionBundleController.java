package io.bundlebackup.session.web;

import io.bundlebackup.session.Controls;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.SessionSnapshot;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SessionBundleController implements SessionBundleApi {
    private final Sessions sessions;
    private final Controls controls;
    private final BundleFigures figures;
    private final ReplyRecorder answers;

    SessionBundleController(Sessions sessions, Controls controls, BundleFigures figures, ReplyRecorder answers) {
        this.sessions = sessions;
        this.controls = controls;
        this.figures = figures;
        this.answers = answers;
    }

    @Override
    public SessionBundleListView append(
            String sessionId,
            AppendRequest request,
            @Nullable IdempotencyKey key,
            Principal caller,
            HttpServletRequest http) {
        var owner = caller.getName();
        var type = sessions.get(owner, sessionId).type();
        var bundles = request.in(type);
        VaultRight.require(http, bundles);
        var remote = request.remote(type);
        var answer = ReplyRecorder.Answer.of(
                HttpStatus.ACCEPTED.value(),
                (SessionSnapshot session) -> SessionBundleListView.of(session, request.names(), figures));
        return answers.record(key, answer, remember -> sessions.append(owner, sessionId, bundles, remote, remember));
    }

    @Override
    public SessionBundleListView bundles(
            String sessionId, int limit, @Nullable String after, HttpServletRequest request) {
        var session = sessions.get(VaultRight.reader(request, sessions, sessionId), sessionId);
        return SessionBundleListView.page(session, limit, after, figures);
    }

    @Override
    public SessionBundleView bundle(String sessionId, String bundleName, HttpServletRequest request) {
        var session = sessions.get(VaultRight.reader(request, sessions, sessionId), sessionId);
        return SessionBundleView.of(session, session.requireBundle(bundleName), figures);
    }

    @Override
    public void withdraw(String sessionId, String bundleName, Principal caller) {
        controls.withdraw(caller.getName(), new BundleId(sessionId, bundleName));
    }
}
