package io.bundlebackup.session.work;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import java.nio.file.Path;
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

    /** Whether a bundle that was under way when the service stopped goes on: {@link #run} is called anew. */
    default boolean survivesRestart() {
        return false;
    }

    /**
     * Does the work, from begin to end, on a virtual thread of its own that holds a slot if it {@link #beginsWithSlot}. Blocking code;
     * to give the slot back while it waits, or to get one, it enters another phase.
     *
     * @return what the client is to pass as {@code lastIncrementalTime} next time (epoch seconds), or {@code null}
     * @throws InterruptedException when the bundle is to end: leave at once; {@link #discard} or {@link #bundleEnded} follows
     * @throws BundleFailedException when the bundle cannot be completed
     */
    @Nullable
    Long run(BundleTask task) throws InterruptedException, BundleFailedException;

    /** The manifest that a bundle's backup would start from, whether it was appended yet or not; it may be gone when it is read. */
    default Optional<Path> baseManifest(BundleId bundle) {
        return Optional.empty();
    }

    /** Why a bundle ends whose work was under way when the service ended; asked before {@link #discard}, after a restart. */
    default Failure failureByRestart(BundleId bundle) {
        return Failure.of(ErrorCode.INTERNAL_ERROR, "The service was restarted");
    }

    /**
     * Removes everything that was kept for a bundle. Repeatable; called after the work has ended, and after a restart. Of what {@link
     * #survivesRestart} it is called only if the work had not begun: what a start would need to go on must not go before the end is
     * recorded, and is removed by {@link #bundleEnded}.
     */
    void discard(BundleId bundle);

    /** A bundle has ended, and that is recorded. Must not take long. Not called if the service was stopped in between. */
    default void bundleEnded(String sessionId, BundleSnapshot bundle) {}

    /**
     * A session has ended, and that is recorded: what was kept for bundles that were never appended can go. On a thread of its own;
     * repeatable. Not called if the service was stopped in between.
     */
    default void sessionEnded(String sessionId) {}
}
