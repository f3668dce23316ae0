package io.bundlebackup.vault.run;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands. Immutable.
 *
 * @param key in the order of runs
 * @param id 32 hexadecimal digits
 * @param sessionId of the present attempt of a backup, or the last one
 * @param snapshotId the snapshot that a backup made
 * @param lastSeq the number of its newest event
 */
public record Run(
        long key,
        String id,
        RunRequest request,
        RunStanding standing,
        RunTimes times,
        @Nullable String sessionId,
        @Nullable UUID snapshotId,
        RunFigures figures,
        long lastSeq) {
    static Run queued(long key, String id, RunRequest request, Instant now) {
        return new Run(
                key, id, request, RunStanding.QUEUED, new RunTimes(now, null, null), null, null, RunFigures.NONE, 0);
    }

    public boolean ended() {
        return standing.state() == RunState.ENDED;
    }

    /** Whether it waits for its first or next attempt. */
    boolean isWaiting() {
        return standing.state() == RunState.QUEUED && sessionId == null;
    }

    /** Whether it waits because an attempt has failed. */
    boolean isRetryWaiting() {
        return isWaiting() && standing.notBefore() != null;
    }

    /** Its next attempt may begin now. */
    Run atOnce() {
        return with(standing.atOnce(), times);
    }

    /** The session of a backup that was begun or queued. */
    Optional<String> session() {
        return Optional.ofNullable(sessionId);
    }

    Run skipped(Failure why) {
        return with(RunStanding.skipped(why), times.ended(times.queuedAt()));
    }

    Run begun(Instant now) {
        return with(standing.begun(), times.begun(now)).with(RunFigures.NONE);
    }

    Run queuedAgain(Failure why, Instant next) {
        return with(standing.queuedAgain(why, next), times).in(null);
    }

    Run failedFor(Failure why, Instant now) {
        return with(standing.failed(why), times.ended(now));
    }

    Run ended(RunOutcome how, @Nullable Failure why, Instant now) {
        return with(standing.ended(how, why), times.ended(now));
    }

    private Run with(RunStanding newStanding, RunTimes newTimes) {
        return new Run(key, id, request, newStanding, newTimes, sessionId, snapshotId, figures, lastSeq);
    }

    Run in(@Nullable String session) {
        return new Run(key, id, request, standing, times, session, snapshotId, figures, lastSeq);
    }

    Run made(UUID snapshot, RunFigures newFigures) {
        return new Run(key, id, request, standing, times, sessionId, snapshot, newFigures, lastSeq);
    }

    Run with(RunFigures newFigures) {
        return new Run(key, id, request, standing, times, sessionId, snapshotId, newFigures, lastSeq);
    }

    Run said(long seq) {
        return new Run(key, id, request, standing, times, sessionId, snapshotId, figures, seq);
    }
}
