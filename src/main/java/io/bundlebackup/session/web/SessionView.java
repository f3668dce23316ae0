package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.Addresses;
import io.bundlebackup.session.state.SessionSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Session")
record SessionView(
        @Schema(description = "Unguessable") String sessionId,

        @Schema(allowableValues = {"backup", "restore", "incrementalBackup"})
        String type,

        @Schema(allowableValues = {"open", "running", "completed", "releasing", "released", "expired"})
        String state,

        Instant createdAt,

        @Schema(
                description =
                        "When the session expires if it is not used from now on; after the end, when the session ended")
        Instant expiresAt,

        @Schema(description = "Number of the newest event; 0 if there is none")
        long lastSeq,

        @Schema(description = "URL of the events") String eventsUrl,

        @Schema(description = "In the order of the append") List<SessionBundleView> bundles) {
    static SessionView of(SessionSnapshot session, Instant expiresAt, BundleFigures figures) {
        return of(
                session,
                expiresAt,
                session.all().stream()
                        .map(bundle -> SessionBundleView.of(session, bundle, figures))
                        .toList());
    }

    static SessionView of(SessionSnapshot session, Instant expiresAt, List<SessionBundleView> bundles) {
        return new SessionView(
                session.id(),
                session.type().wire(),
                session.state().wire(),
                Times.of(session.createdAt()),
                Times.of(expiresAt),
                session.lastSeq(),
                Addresses.session(session.id()) + "/events",
                bundles);
    }
}
