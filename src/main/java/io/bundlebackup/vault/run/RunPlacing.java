package io.bundlebackup.vault.run;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs of requests, and skips those that find another. A caller who finds a run that waits for its next attempt gets this run, which
 * waits no longer. Used once, by one thread.
 */
final class RunPlacing {
    /** Runs that have not ended. */
    private static final int MOST_LIVE = 10_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Run> live;
    private final Instant now;
    private long newest;

    /**
     * @param live runs that have not ended
     * @param newest the largest key
     */
    RunPlacing(Collection<Run> live, long newest, Instant now) {
        this.live = new ArrayList<>(live);
        this.newest = newest;
        this.now = now;
    }

    /** @throws ProblemException {@code too-many-requests} */
    static void requireRoom(int live, int requests) {
        if (live + requests > MOST_LIVE) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    live + " runs are queued or running, and at most " + MOST_LIVE
                            + " may be; try again when some have ended.");
        }
    }

    /** The largest key. */
    long newest() {
        return newest;
    }

    /**
     * A new run, or one whose retry begins earlier.
     *
     * @param event of one that is skipped
     */
    record Placed(Run run, @Nullable RunEvent event) {}

    Placed place(RunRequest request) {
        var other = rival(request);
        if (other.isPresent() && request.schedule() == null && other.get().isRetryWaiting()) {
            var run = other.get().atOnce();
            live.set(live.indexOf(other.get()), run);
            return new Placed(run, null);
        }
        var run = Run.queued(++newest, newId(), request, now);
        if (other.isEmpty()) {
            live.add(run);
            return new Placed(run, null);
        }
        var why = Failure.of(
                ErrorCode.CONFLICT,
                "The run " + other.get().id() + " was "
                        + other.get().standing().state().wire() + " for this bundle in this vault");
        var skipped = run.skipped(why);
        var event = RunEvent.of(skipped, RunEventType.END, RunEventData.end(skipped), why, now);
        return new Placed(skipped.said(event.seq()), event);
    }

    private Optional<Run> rival(RunRequest request) {
        return live.stream()
                .filter(run ->
                        run.request().kind() == request.kind() && run.request().sameRepository(request))
                .findFirst();
    }

    private static String newId() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
