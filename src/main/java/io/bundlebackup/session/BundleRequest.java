package io.bundlebackup.session;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a bundle that it appends.
 *
 * @param bundleName 1 to 128 characters, by the rules of names
 * @param priority larger first
 * @param timeout an explicit timer, 0 to 4 hours, from the begin; the default one if absent
 * @param sendRate announcements a second; 60 if absent, above 800 taken as 800
 * @param parameters OpenHarmony's {@code BackupParams.parameters}
 * @param info OpenHarmony's {@code infos[i]}, JSON text
 * @param lastIncrementalTime of an incremental session, and only there: what the last backup gave, epoch seconds; 0 for everything
 * @param previousGeneration of an incremental session, and only there: the generation that the backup starts from
 * @param restore of a restore session, and only there
 */
public record BundleRequest(
        String bundleName,
        int priority,
        @Nullable Duration timeout,
        @Nullable Integer sendRate,
        @Nullable String parameters,
        @Nullable String info,
        @Nullable Long lastIncrementalTime,
        @Nullable UUID previousGeneration,
        @Nullable RestoreRequest restore) {}
