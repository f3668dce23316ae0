package io.bundlebackup.vault.run;

import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.vault.Vault;
import java.io.IOException;

/** Makes a snapshot of one bundle in a vault. Thread-safe. */
public interface SnapshotMaker {
    /** Told now and then what a run has read and stored so far, by the thread of the bundle. */
    interface Progress {
        void read(RunFigures figures) throws InterruptedException;
    }

    /**
     * Does the work on a bundle, by the thread of the bundle; enters the phases, and holds the application ({@code backup.ApplicationHold}). What
     * it puts into the staging directory of the bundle is removed when the bundle ends. It begins from scratch whenever it is called: what an
     * earlier attempt left in the repository is used or left to a prune.
     *
     * @return the snapshot, which is whole and listed
     */
    MadeSnapshot make(BundleTask task, Vault vault, Run run, Progress progress)
            throws IOException, InterruptedException, BundleFailedException;
}
