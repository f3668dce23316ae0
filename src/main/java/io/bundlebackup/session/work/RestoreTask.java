package io.bundlebackup.session.work;

import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.TreeChange;
import java.util.List;

/** A running bundle of a restore session as its {@link BundleWork} sees it; beside and by the rules of {@link BundleTask}. */
public interface RestoreTask {
    /** Waits until the client has published; in the phase it is in. What was published before a restart is published. */
    Publication awaitPublication() throws InterruptedException;

    /** What is in the new tree: regular files, and the bytes of their content. */
    void recordRestored(long files, long bytes) throws InterruptedException;

    /** Entries that a dry run found to be different, in the order of paths; at most some thousand at a time. */
    void recordChanges(List<TreeChange> changes) throws InterruptedException;

    /** A dry run is over; the bundle waits for its client again, without a slot. */
    void finishDryRun(long added, long changed, long removed) throws InterruptedException;

    /**
     * From here on the bundle cannot be stopped.
     *
     * @throws InterruptedException if it was stopped before
     */
    void commitCutover() throws InterruptedException;

    /** The cutover did not happen before a restart: the bundle is published, and can be stopped again. */
    void revertCutover() throws InterruptedException;
}
