package io.bundlebackup.vault.retention;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * What retention has to know of a snapshot. Immutable.
 *
 * @param id the generation of its manifest
 * @param takenAt when its backup began
 * @param complete whether every file could be read
 * @param pinned whether a caller has pinned the snapshot
 */
public record DatedSnapshot(UUID id, Instant takenAt, boolean complete, boolean pinned) {
    /** The newest first; of two of one moment, always the same one first. */
    static final Comparator<DatedSnapshot> NEWEST_FIRST =
            Comparator.comparing(DatedSnapshot::takenAt).reversed().thenComparing(DatedSnapshot::id);
}
