package io.bundlebackup.vault.run;

import io.bundlebackup.vault.Vault;
import java.io.IOException;

/** Frees what forgotten snapshots used in the repository of a bundle. Thread-safe. */
public interface PruneMaker {
    /** Blocks until it is done; an interrupt ends it early, and nothing is lost. */
    RunFigures prune(Vault vault, Run run) throws IOException, InterruptedException;
}
