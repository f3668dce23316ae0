package io.bundlebackup.audit;

import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds what happens to sessions without a request: bundles begin and end, sessions expire. Used by the journal's thread. */
final class SessionEntries implements JournalObserver {
    private final AuditLog audit;

    SessionEntries(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void committed(List<Transition> transitions, Duration took) {
        for (var transition : transitions) {
            for (var bundle : transition.changed()) {
                add(transition.after(), transition.before().bundle(bundle.name()), bundle);
            }
            if (transition.after().state() == SessionState.EXPIRED
                    && transition.before().state() != SessionState.EXPIRED) {
                audit.add(entry("sessionExpired", transition.after()));
            }
        }
    }

    private void add(SessionSnapshot session, @Nullable BundleSnapshot before, BundleSnapshot after) {
        if (before == null) {
            audit.add(entry("bundleAppended", session)
                    .with("bundleName", after.name())
                    .with("restoreTo", after.target().equals(after.name()) ? null : after.target()));
        }
        if (after.ended() && (before == null || !before.ended())) {
            var outcome = after.standing().outcome();
            var failure = after.standing().failure();
            audit.add(entry("bundleEnded", session)
                    .with("bundleName", after.name())
                    .with("outcome", outcome == null ? null : outcome.wire())
                    .with("code", failure == null ? null : failure.code())
                    .with("bytes", after.counts().closed().bytes())
                    .with("failedFiles", after.counts().failed()));
        }
    }

    private static AuditEntry entry(String event, SessionSnapshot session) {
        return AuditEntry.of(Instant.now(), event)
                .with("caller", session.owner())
                .with("sessionId", session.id())
                .with("sessionType", session.type().wire());
    }
}
