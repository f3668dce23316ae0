package io.bundlebackup.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** Sessions and bundles in any state, for tests of what comes next. */
final class Snapshots {
    static final String A = "a";

    private Snapshots() {}

    static SessionSnapshot session(SessionType type, SessionState state, BundleSnapshot... bundles) {
        var map = new LinkedHashMap<String, BundleSnapshot>();
        for (var bundle : bundles) {
            map.put(bundle.name(), bundle);
        }
        return new SessionSnapshot(
                1,
                "s",
                "alice",
                type,
                state,
                null,
                TestClock.START,
                null,
                Duration.ofMinutes(30),
                0,
                SizeQuery.NONE,
                map);
    }

    static BundleSnapshot queued(String name) {
        return new BundleSnapshot(
                name,
                new BundleSnapshot.Appended(1, TestClock.START),
                BundleSnapshot.Standing.QUEUED,
                new BundleSnapshot.Steering(0, WorkTimer.byDefault(0), Pace.DEFAULT),
                FileCounts.NONE);
    }

    static BundleSnapshot in(String state) {
        var running = queued(A).begun(Phase.SCANNING, TestClock.START);
        return switch (state) {
            case "queued" -> queued(A);
            case "running" -> running;
            case "ending" -> running.endingFor(Ending.CANCEL);
            case "ended" -> running.ended(Outcome.COMPLETED, null, null, TestClock.START);
            default -> throw new IllegalArgumentException(state);
        };
    }

    static Draft draft(SessionSnapshot session) {
        return new Draft(session, TestClock.START.plusSeconds(1));
    }

    /** A draft of a running session with {@code a} in a state, and another bundle that keeps the session running. */
    static Draft draft(String state) {
        return draft(session(SessionType.BACKUP, SessionState.RUNNING, in(state), queued("other")));
    }

    static List<String> said(Draft draft) {
        return draft.transition().events().stream()
                .map(e ->
                        e.type().wire() + (e.err() == null ? "" : " " + e.err().code()))
                .toList();
    }

    static BundleSnapshot a(Draft draft) {
        return Objects.requireNonNull(draft.find(A));
    }
}
