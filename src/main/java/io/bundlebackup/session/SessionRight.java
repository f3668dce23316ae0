package io.bundlebackup.session;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.SessionType;

/** The right to do what sessions of a type do. */
public final class SessionRight {
    private SessionRight() {}

    /**
     * Requires it of the caller of this thread. The service itself may do everything.
     *
     * @throws ProblemException {@code permission-denied}
     */
    public static void require(SessionType type) {
        if (type != SessionType.VAULT && !CallerScope.limits().allow(type.wire())) {
            throw new ProblemException(
                    ProblemType.PERMISSION_DENIED,
                    "The caller may not create sessions of the type " + type.wire() + ".");
        }
    }
}
