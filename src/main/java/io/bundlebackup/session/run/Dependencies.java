package io.bundlebackup.session.run;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code restoreDeps}: a restore may have to restore some bundles before others. */
public final class Dependencies {
    private Dependencies() {}

    /**
     * The appended bundles with those of their dependencies that were appended with them.
     *
     * @param wanted by the name of each, the applications that it depends on
     * @throws ProblemException {@code invalid-argument} for a cycle
     */
    public static List<Step.Appended> resolve(List<Step.Appended> appended, Map<String, List<String>> wanted) {
        Map<String, String> byTarget = new HashMap<>();
        appended.forEach(a -> byTarget.put(a.bundle().target(), a.bundle().name()));
        Map<String, List<String>> found = new HashMap<>();
        wanted.forEach((name, targets) -> found.put(
                name,
                targets.stream().map(byTarget::get).filter(Objects::nonNull).toList()));
        requireOrder(found);
        var resolved = new ArrayList<Step.Appended>(appended.size());
        for (var a : appended) {
            var dependencies = found.getOrDefault(a.bundle().name(), List.of());
            resolved.add(new Step.Appended(
                    a.bundle().with(a.bundle().restoring().after(dependencies)), a.words(), a.refusal()));
        }
        return resolved;
    }

    /** Takes out, again and again, what depends on nothing that is left; what remains then depends on itself. */
    private static void requireOrder(Map<String, List<String>> dependencies) {
        var left = new HashMap<>(dependencies);
        Set<String> done = new HashSet<>();
        boolean progress = true;
        while (progress) {
            var ready = left.entrySet().stream()
                    .filter(e -> done.containsAll(e.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            done.addAll(ready);
            ready.forEach(left::remove);
            progress = !ready.isEmpty();
        }
        if (!left.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The dependencies of "
                            + String.join(", ", left.keySet().stream().sorted().toList()) + " form a cycle.");
        }
    }

    /** Whether everything that a bundle waits for has ended. */
    public static boolean allEnded(SessionSnapshot session, BundleSnapshot bundle) {
        return bundle.restoring().dependencies().stream()
                .allMatch(name -> session.bundle(name) instanceof BundleSnapshot other && other.ended());
    }

    /** Why a bundle cannot begin, when what it depends on is over but not complete. */
    public static @Nullable Failure refusal(SessionSnapshot session, BundleSnapshot bundle) {
        if (bundle.restoration() == null) {
            return null;
        }
        for (var name : bundle.restoration().dependencies()) {
            var other = session.bundle(name);
            if (other != null && other.standing().outcome() != Outcome.COMPLETED) {
                var why = other.standing().failure();
                return new Failure(
                        why == null ? ErrorCode.NOT_STARTED.number() : why.code(),
                        "It depends on " + name + ", which was not restored"
                                + (why == null ? "" : ": " + why.message()),
                        null,
                        null);
            }
        }
        return null;
    }
}
