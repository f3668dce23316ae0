package io.bundlebackup.session.web;

import io.bundlebackup.bundle.Capabilities;
import io.bundlebackup.bundle.CapabilityFile;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.SessionFilter;
import io.bundlebackup.session.SessionSettings;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.Addresses;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SessionController implements SessionApi {
    /** How long an answer waits for the bundles of a released session to end. */
    private static final Duration RELEASE = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Events events;
    private final BundleFigures figures;
    private final Capabilities capabilities;
    private final ReplyRecorder answers;
    private final SessionSettings settings;

    SessionController(
            Sessions sessions,
            Events events,
            BundleFigures figures,
            Capabilities capabilities,
            ReplyRecorder answers,
            SessionSettings settings) {
        this.sessions = sessions;
        this.events = events;
        this.figures = figures;
        this.capabilities = capabilities;
        this.answers = answers;
        this.settings = settings;
    }

    @Override
    public ResponseEntity<SessionView> create(
            SessionRequest request, @Nullable IdempotencyKey key, Principal caller, HttpServletRequest http) {
        var wanted = request.within(settings.session().idleTimeout());
        VaultRight.require(http, wanted.bundles());
        var answer = new ReplyRecorder.Answer<>(
                HttpStatus.CREATED.value(), this::view, (SessionSnapshot created) -> Addresses.session(created.id()));
        var view = answers.record(key, answer, remember -> sessions.create(caller.getName(), wanted, remember));
        return ResponseEntity.created(URI.create(Addresses.session(view.sessionId())))
                .body(view);
    }

    @Override
    public SessionListView sessions(
            @Nullable String state,
            @Nullable String type,
            @Nullable String bundleName,
            int limit,
            @Nullable String after,
            Principal caller) {
        var filter = new SessionFilter(
                Optional.ofNullable(state).flatMap(SessionState::of).orElse(null),
                Optional.ofNullable(type).flatMap(SessionType::of).orElse(null),
                bundleName);
        // Before the list.
        var cursor = events.now().text();
        var found = sessions.page(caller.getName(), filter, SessionListView.before(after), limit + 1);
        return SessionListView.of(found, limit, this::view, cursor);
    }

    @Override
    public SessionView session(String sessionId, HttpServletRequest request) {
        return view(sessions.get(VaultRight.reader(request, sessions, sessionId), sessionId));
    }

    @Override
    public ResponseEntity<Void> release(String sessionId, Principal caller) {
        boolean over = false;
        try {
            over = sessions.release(caller.getName(), sessionId, RELEASE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ResponseEntity.status(over ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }

    @Override
    public ResponseEntity<CapabilityFile> capabilities(String sessionId, Principal caller) {
        var appended = sessions.get(caller.getName(), sessionId).bundles().keySet();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=localCapabilities.json")
                .body(appended.isEmpty() ? capabilities.known() : capabilities.knownOf(appended));
    }

    private SessionView view(SessionSnapshot session) {
        return SessionView.of(session, sessions.expiresAt(session), figures);
    }
}
