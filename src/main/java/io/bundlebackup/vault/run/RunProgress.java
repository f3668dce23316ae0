package io.bundlebackup.vault.run;

import org.jspecify.annotations.Nullable;

/**
 * What a running run does at the moment; not kept.
 *
 * @param phase what its work does, by its name on the wire
 * @param rate bytes a second
 * @param etaSeconds until everything that the scan found is read
 */
public record RunProgress(
        @Nullable String phase,
        @Nullable Long rate,
        @Nullable Long etaSeconds) {
    public static final RunProgress NONE = new RunProgress(null, null, null);
}
