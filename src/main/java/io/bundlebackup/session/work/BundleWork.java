package io.bundlebackup.session.work;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.SnapshotRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session of some type does with one bundle. Implemented by the features that backup, restore…; run by the session, which
 * alone owns the lifecycle.
 */
public interface BundleWork {
    /** The type of the sessions whose bundles it works on. */
    SessionType type();

    /** What a bundle does first; whether it needs a slot for that decides whether it waits in the queue for one. */
    Phase firstPhase(Bundle bundle);

    /** Whether bundles begin with a slot; if not, they begin as soon as what they depend on is over, in a phase without one. */
    default boolean beginsWithSlot() {
        return true;
    }

    /**
     * Does the work, from begin to end, on a virtual thread of its own that holds a slot if it {@link #beginsWithSlot}. Blocking code;
     * to give the slot back while it waits, or to get one, it enters another phase. Called again after a restart of the service for a
     * bundle that was under way; then the bundle waits for its client, without a slot, and the work goes on from what it has on disk.
     *
     * @return what the client is to pass as {@code lastIncrementalTime} next time (epoch seconds), or {@code null}
     * @throws InterruptedException when the bundle is to end: leave at once; {@link #bundleEnded} follows
     * @throws BundleFailedException when the bundle cannot be completed
     */
    @Nullable
    Long run(BundleTask task) throws InterruptedException, BundleFailedException;

    /** The manifest that a bundle's backup would start from, whether it was appended yet or not; it may be gone when it is read. */
    default Optional<Path> baseManifest(BundleId bundle) {
        return Optional.empty();
    }

    /**
     * Begins to choose the generations that bundles of a session start from, which are about to be appended. The caller closes the choice when
     * the append is recorded or has failed.
     */
    default BaselineChoice chooseBaselines(String owner, String sessionId, Collection<String> bundles) {
        return BaselineChoice.NONE;
    }

    /**
     * The capability file in a snapshot that a bundle is to be restored from; null if the snapshot has none, so that no version is checked.
     *
     * @param bundle the bundle that the snapshot has to be of
     * @param paths what is wanted of the snapshot; empty: everything
     * @throws ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code no-such-path}; {@code invalid-argument} if the snapshot
     *     is of another bundle or is not the data of one; {@code vault-unavailable}, {@code vault-damaged}
     */
    default @Nullable RemoteCapabilities capabilitiesOf(SnapshotRef snapshot, String bundle, List<RawPath> paths) {
        throw new IllegalStateException("sessions of type " + type().wire() + " restore no snapshots");
    }

    /**
     * Removes everything that was kept for a bundle that never began, or whose end cannot be recorded because a disk is full. Repeatable, and
     * repeated after an error.
     */
    void discard(BundleId bundle) throws IOException;

    /**
     * Puts in order what an earlier process left, and removes what was kept for bundles that are not among the unfinished ones of these
     * sessions. Called at the start of the service, before any work goes on.
     */
    default void prepareRecovery(Collection<SessionSnapshot> live) {}

    /**
     * A bundle has ended, and that is recorded: what was kept for it can go. Must not take long; repeatable, and repeated after an error.
     * Not called if the service was stopped in between.
     */
    default void bundleEnded(String sessionId, BundleSnapshot bundle) throws IOException {}

    /**
     * A session has ended, and that is recorded: what was kept for bundles that were never appended can go. On a thread of its own;
     * repeatable, and repeated after an error. Not called if the service was stopped in between.
     */
    default void sessionEnded(String sessionId) throws IOException {}
}
