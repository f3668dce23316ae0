package io.bundlebackup.session.work;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.SessionType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.util.function.SingletonSupplier;

/** Which work belongs to which type of session. Thread-safe. */
public final class BundleWorks {
    private final Supplier<Map<SessionType, BundleWork>> works;

    /**
     * @param works asked for once, at the first use: the works need the sessions, and the sessions need the works. The last work of a type
     *     counts
     */
    public BundleWorks(Supplier<List<BundleWork>> works) {
        this.works = SingletonSupplier.of(() -> works.get().stream()
                .collect(Collectors.toMap(BundleWork::type, Function.identity(), (first, last) -> last)));
    }

    /** The work, or the refusal that nothing here can do it. */
    public BundleWork of(SessionType type) {
        var work = works.get().get(type);
        if (work == null) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "This release has no sessions of type " + type.wire() + ".");
        }
        return work;
    }

    public Collection<BundleWork> all() {
        return works.get().values();
    }
}
