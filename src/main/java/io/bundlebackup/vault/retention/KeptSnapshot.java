package io.bundlebackup.vault.retention;

import java.util.List;

/**
 * A snapshot that stays. Immutable.
 *
 * @param by why, at least one reason, in the order of {@link KeepReason}
 */
public record KeptSnapshot(DatedSnapshot snapshot, List<KeepReason> by) {}
