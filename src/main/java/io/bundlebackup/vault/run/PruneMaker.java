package io.bundlebackup.vault.run;

import io.bundlebackup.vault.Vault;
import java.io.IOException;

/** Frees what forgotten snapshots used in the repository of a bundle. Thread-safe. */
public interface PruneMaker {
    /**
     * Blocks until it is done; an interrupt ends it early, and nothing is lost.
     *
     * @return the files of the repository that were deleted, and their bytes, as what is done
     */
    RunFigures prune(Vault vault, Run run) throws IOException, InterruptedException;
}
