package io.bundlebackup.session.state;

import io.bundlebackup.session.TestClock;
import io.bundlebackup.session.run.Pace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** Sessions and bundles in any state, for tests of what comes next. */
public final class Snapshots {
    public static final String A = "a";

    private Snapshots() {}

    public static SessionSnapshot session(SessionType type, SessionState state, BundleSnapshot... bundles) {
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

    public static BundleSnapshot queued(String name) {
        return new BundleSnapshot(
                name,
                new BundleSnapshot.Appended(1, 0, null, null, TestClock.START),
                BundleSnapshot.Standing.QUEUED,
                new BundleSnapshot.Steering(0, WorkTimer.byDefault(0), Pace.DEFAULT),
                FileCounts.NONE,
                null);
    }

    public static BundleSnapshot in(String state) {
        var running = queued(A).begun(Phase.SCANNING, TestClock.START, TestClock.START);
        return switch (state) {
            case "queued" -> queued(A);
            case "running" -> running;
            case "ending" -> running.endingFor(Ending.CANCEL);
            case "ended" -> running.ended(Outcome.COMPLETED, null, null, TestClock.START, TestClock.START);
            default -> throw new IllegalArgumentException(state);
        };
    }

    public static Draft draft(SessionSnapshot session) {
        return new Draft(session, TestClock.START.plusSeconds(1), TestClock.START.plusSeconds(1));
    }

    /** A draft of a running session with {@code a} in a state, and another bundle that keeps the session running. */
    public static Draft draft(String state) {
        return draft(session(SessionType.BACKUP, SessionState.RUNNING, in(state), queued("other")));
    }

    public static List<String> said(Draft draft) {
        return draft.transition().events().stream()
                .map(e ->
                        e.type().wire() + (e.err() == null ? "" : " " + e.err().code()))
                .toList();
    }

    public static BundleSnapshot a(Draft draft) {
        return Objects.requireNonNull(draft.find(A));
    }
}
