package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One bundle in one session at one moment; immutable. {@code null} means not known, or not yet.
 *
 * @param name the bundle
 * @param appended what was given at the append
 * @param standing its state, and what belongs to it
 * @param steering priority, timer and send rate, which may change
 * @param counts what is counted of its files
 * @param restoration only in a restore session
 */
public record BundleSnapshot(
        String name,
        Appended appended,
        Standing standing,
        Steering steering,
        FileCounts counts,
        @Nullable RestoreState restoration) {
    /**
     * @param ticket its number among all appends to this service; orders bundles of the same priority
     * @param words the characters of its {@link ClientWords}
     * @param lastIncrementalTime what the client passed, epoch seconds; only in an incremental session
     * @param baseline the generation that it starts from; only in an incremental session
     * @param queuedAt when it was appended
     */
    public record Appended(
            long ticket,
            int words,
            @Nullable Long lastIncrementalTime,
            @Nullable UUID baseline,
            Instant queuedAt) {}

    /**
     * @param phase what it does while running
     * @param outcome why it ended
     * @param failure the {@code err} it was refused with, or ended with
     * @param ending why it is to end, until it has ended
     * @param lastIncrementalTime epoch seconds to pass to the next incremental backup, after a completion without failures
     * @param beganAt when {@code onBundleBegin} was sent
     * @param endedAt when it ended
     */
    public record Standing(
            BundleState state,
            @Nullable Phase phase,
            @Nullable Outcome outcome,
            @Nullable Failure failure,
            @Nullable Ending ending,
            @Nullable Long lastIncrementalTime,
            @Nullable Instant beganAt,
            @Nullable Instant endedAt) {
        public static final Standing QUEUED =
                new Standing(BundleState.QUEUED, null, null, null, null, null, null, null);

        private Standing in(Phase next) {
            return new Standing(state, next, null, null, ending, null, beganAt, null);
        }
    }

    /**
     * @param priority larger first
     * @param timer its timer
     * @param sendRate announcements a second, 0 to 800
     */
    public record Steering(int priority, WorkTimer timer, int sendRate) {}

    public BundleState state() {
        return standing.state;
    }

    public boolean ended() {
        return standing.state == BundleState.ENDED;
    }

    public boolean running() {
        return standing.state == BundleState.RUNNING;
    }

    /** Its end is decided, or it has ended: what was staged for it is out of reach. */
    public boolean ending() {
        return ended() || standing.ending != null;
    }

    /** Nothing more will be announced: it ended, or its index, which is the last, was announced. */
    public boolean announcedAll() {
        return ended() || restoration != null || counts.indexAnnounced();
    }

    /** The bundle that is worked on: where a restore puts the data, else this one. */
    public String target() {
        return restoration == null ? name : restoration.target();
    }

    /** The part that only a restore has. Only in a restore session. */
    public RestoreState restoring() {
        if (restoration == null) {
            throw new IllegalStateException(name + " is not restored");
        }
        return restoration;
    }

    /** What the newest dry run found; null in a backup, and when there was none. */
    public RestoreState.@Nullable DryRunResult dryRun() {
        return restoration == null ? null : restoration.dryRun();
    }

    /** The snapshot that it is restored from; null in a backup, and if the data is uploaded. */
    public @Nullable SnapshotRef fromSnapshot() {
        return restoration == null ? null : restoration.source().snapshot();
    }

    public Publication publication() {
        return restoration == null ? Publication.NONE : restoration.publication();
    }

    /** The service has something to do for it, and waits neither for its client nor for other bundles' clients. */
    boolean working() {
        return switch (standing.state) {
            case QUEUED -> restoration == null;
            case RUNNING ->
                ending() || publication().pending() || standing.phase == null || !standing.phase.waitsForClient();
            case ENDED -> false;
        };
    }

    public BundleSnapshot with(RestoreState newRestoration) {
        return new BundleSnapshot(name, appended, standing, steering, counts, newRestoration);
    }

    BundleSnapshot with(FileCounts newCounts) {
        return new BundleSnapshot(name, appended, standing, steering, newCounts, restoration);
    }

    public BundleSnapshot with(Steering newSteering) {
        return new BundleSnapshot(name, appended, standing, newSteering, counts, restoration);
    }

    private BundleSnapshot with(Standing newStanding) {
        return new BundleSnapshot(name, appended, newStanding, steering, counts, restoration);
    }

    BundleSnapshot with(WorkTimer timer) {
        return with(new Steering(steering.priority, timer, steering.sendRate));
    }

    BundleSnapshot begun(Phase first, Instant now, Instant steady) {
        return with(new Standing(BundleState.RUNNING, first, null, null, null, null, now, null))
                .with(steering.timer.begun(steady).working(first.work(), steady));
    }

    BundleSnapshot inPhase(Phase next, Instant steady) {
        return with(standing.in(next)).with(steering.timer.working(next.work(), steady));
    }

    /** As {@link #inPhase} of waiting, without the time in which the service was down. */
    BundleSnapshot resumed(Phase next) {
        return with(standing.in(next)).with(steering.timer.paused());
    }

    BundleSnapshot endingFor(Ending why) {
        return with(new Standing(standing.state, standing.phase, null, null, why, null, standing.beganAt, null));
    }

    BundleSnapshot ended(
            Outcome why, @Nullable Failure err, @Nullable Long lastIncrementalTime, Instant now, Instant steady) {
        return with(new Standing(BundleState.ENDED, null, why, err, null, lastIncrementalTime, standing.beganAt, now))
                .with(steering.timer.working(false, steady).stopped());
    }
}
