package io.bundlebackup.vault.retention;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which snapshots of a repository stay and which go. Immutable.
 *
 * @param keep those that stay, the newest first
 * @param remove those that go, the newest first
 * @param suspended why nothing is removed although the rules would remove something or not: the clock is not to be trusted
 */
public record RetentionDecision(List<KeptSnapshot> keep, List<DatedSnapshot> remove, Optional<String> suspended) {
    /** Why a snapshot stays; empty if the snapshot goes, or is not of the repository. */
    public List<KeepReason> keptBy(UUID snapshot) {
        return keep.stream()
                .filter(kept -> kept.snapshot().id().equals(snapshot))
                .findFirst()
                .map(KeptSnapshot::by)
                .orElse(List.of());
    }
}
