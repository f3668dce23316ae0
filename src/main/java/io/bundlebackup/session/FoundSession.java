package io.bundlebackup.session;

import io.bundlebackup.session.run.Session;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A caller's session, as one look-up found it.
 *
 * @param live null if the session has ended
 */
record FoundSession(@Nullable Session live, SessionSnapshot snapshot) {
    /** @throws io.bundlebackup.problem.ProblemException {@code session-ended} */
    Session requireLive() {
        if (live == null || !snapshot.state().live()) {
            throw Draft.sessionEnded();
        }
        return live;
    }
}
