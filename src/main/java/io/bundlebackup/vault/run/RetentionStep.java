package io.bundlebackup.vault.run;

import io.bundlebackup.vault.Vault;
import java.util.Optional;

/** Deletes the snapshots of a bundle that no rule keeps, in the course of a run. Thread-safe. */
public interface RetentionStep {
    /**
     * What was done.
     *
     * @param kept snapshots that stay
     * @param removed snapshots that were deleted, and can be taken back for a while
     * @param suspended why nothing was deleted although a rule may have asked for it
     */
    record Report(int kept, int removed, Optional<String> suspended) {}

    /** @param run of the bundle, which has not ended */
    Report apply(Vault vault, Run run);
}
