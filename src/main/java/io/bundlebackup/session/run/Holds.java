package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which live session works with which bundle's data: a restore holds its target exclusively, backups may share a bundle.
 * A hold lasts from the append until the bundle has ended. Thread-safe.
 */
public final class Holds {
    /** One session's claim on one bundle's data. */
    record Hold(String target, String sessionId, SessionType type, Instant since) {
        private boolean excludes(SessionType other) {
            return type == SessionType.RESTORE || other == SessionType.RESTORE;
        }
    }

    /** A bundle that is cancelled ends within two seconds as a rule. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @GuardedBy("this")
    private final Map<String, List<Hold>> holds = new HashMap<>();

    /** Released or expired sessions whose bundles are about to end. */
    @GuardedBy("this")
    private final Set<String> ending = new HashSet<>();

    /** Takes one hold for an operation outside of sessions. */
    public synchronized List<Hold> acquire(SessionType type, String target, Instant now) {
        requireFree("", type, target);
        return List.of(add(new Hold(target, UUID.randomUUID().toString(), type, now)));
    }

    /**
     * Takes all, or none.
     *
     * @throws ProblemException {@code bundle-held}
     */
    public synchronized List<Hold> acquire(
            String sessionId, SessionType type, Collection<BundleSnapshot> bundles, Instant now) {
        for (var bundle : bundles) {
            requireFree(sessionId, type, bundle.target());
        }
        var taken = new ArrayList<Hold>(bundles.size());
        for (var bundle : bundles) {
            taken.add(add(new Hold(bundle.target(), sessionId, type, now)));
        }
        return taken;
    }

    @GuardedBy("this")
    private Hold add(Hold hold) {
        holds.computeIfAbsent(hold.target, _ -> new ArrayList<>()).add(hold);
        return hold;
    }

    /** Gives holds back whose append was refused. */
    public synchronized void release(List<Hold> taken) {
        taken.forEach(hold -> holds.computeIfPresent(hold.target, (_, all) -> {
            all.remove(hold);
            return all.isEmpty() ? null : all;
        }));
    }

    @GuardedBy("this")
    private void requireFree(String sessionId, SessionType type, String target) {
        var other = excluding(sessionId, type, target);
        if (other.isPresent()) {
            var session = other.get().type.wire();
            var refusal = new ProblemException(
                            ProblemType.BUNDLE_HELD,
                            "Another live session, of type " + session + ", holds " + target + ".")
                    .with(
                            "sessionInfo",
                            Map.of("type", session, "since", other.get().since.toString()));
            throw ending.contains(other.get().sessionId) ? refusal.retryAfter(SOON) : refusal;
        }
    }

    @GuardedBy("this")
    private Optional<Hold> excluding(String sessionId, SessionType type, String target) {
        return holds.getOrDefault(target, List.of()).stream()
                .filter(hold -> hold.excludes(type) && !hold.sessionId.equals(sessionId))
                .findFirst();
    }

    /** Takes again the holds of a session that was live when the service stopped. */
    synchronized void restore(SessionSnapshot session) {
        for (var bundle : session.all()) {
            if (!bundle.ended()) {
                add(new Hold(
                        bundle.target(),
                        session.id(),
                        session.type(),
                        bundle.appended().queuedAt()));
            }
        }
    }

    /** A session is released or expires: its holds are free soon. */
    synchronized void sessionClosing(String sessionId) {
        ending.add(sessionId);
    }

    /** A session has ended, and holds nothing any more. */
    synchronized void sessionEnded(String sessionId) {
        ending.remove(sessionId);
    }

    /** A bundle has ended. Repeatable. */
    synchronized void bundleEnded(String sessionId, String target) {
        holds.computeIfPresent(target, (_, all) -> {
            all.removeIf(hold -> hold.sessionId.equals(sessionId));
            return all.isEmpty() ? null : all;
        });
    }
}
