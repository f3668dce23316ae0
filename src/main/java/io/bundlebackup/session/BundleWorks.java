package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which work belongs to which type of session. Immutable. */
final class BundleWorks {
    private final Map<SessionType, BundleWork> works = new EnumMap<>(SessionType.class);

    BundleWorks(List<BundleWork> all) {
        all.forEach(work -> works.put(work.type(), work));
    }

    /** The work, or the refusal that nothing here can do it. */
    BundleWork of(SessionType type) {
        var work = works.get(type);
        if (work == null) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "This release has no sessions of type " + type.wire() + ".");
        }
        return work;
    }

    long stagedBytes() {
        return works.values().stream().mapToLong(BundleWork::stagedBytes).sum();
    }
}
