package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.SessionType;

/** The checks for uploads to an incremental session before the append. Thread-safe; reads the bundles from disk. */
public final class IncrementalSessions implements IncrementalBundles {
    private final Sessions sessions;
    private final Bundles bundles;
    private final int mostBundles;

    IncrementalSessions(Sessions sessions, Bundles bundles, int most) {
        this.sessions = sessions;
        this.bundles = bundles;
        this.mostBundles = most;
    }

    @Override
    public void requireAppendable(String owner, BundleId bundle) {
        requireStillAppendable(owner, bundle);
        if (bundles.find(bundle.name()).isEmpty()) {
            throw new ProblemException(ProblemType.NO_SUCH_BUNDLE, "There is no bundle " + bundle.name() + " here.");
        }
    }

    @Override
    public void requireStillAppendable(String owner, BundleId bundle) {
        var session = sessions.get(owner, bundle.sessionId());
        if (session.type() != SessionType.INCREMENTAL_BACKUP) {
            throw new ProblemException(
                    ProblemType.WRONG_SESSION_TYPE,
                    "An earlier manifest belongs to a session of type "
                            + SessionType.INCREMENTAL_BACKUP.wire() + "; this one is of type "
                            + session.type().wire() + ".");
        }
        if (!session.state().acceptsWork()) {
            throw Draft.sessionEnded();
        }
        if (!BundleName.isValid(bundle.name())) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The bundle name in the URL is not valid.");
        }
        if (session.bundle(bundle.name()) != null) {
            throw new ProblemException(
                    ProblemType.ALREADY_APPENDED,
                    "The bundle " + bundle.name()
                            + " was already appended to this session; its earlier manifest is uploaded before that.");
        }
    }

    @Override
    public boolean isLive(String owner, String sessionId) {
        return sessions.get(owner, sessionId).state().live();
    }

    @Override
    public int mostBundles() {
        return mostBundles;
    }
}
