package io.bundlebackup.session.work;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.SessionType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which work belongs to which type of session. Immutable. */
public final class BundleWorks {
    private final Map<SessionType, BundleWork> works = new EnumMap<>(SessionType.class);

    public BundleWorks(List<BundleWork> all) {
        all.forEach(work -> works.put(work.type(), work));
    }

    /** The work, or the refusal that nothing here can do it. */
    public BundleWork of(SessionType type) {
        var work = works.get(type);
        if (work == null) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "This release has no sessions of type " + type.wire() + ".");
        }
        return work;
    }

    public long stagedBytes() {
        return works.values().stream().mapToLong(BundleWork::stagedBytes).sum();
    }
}
