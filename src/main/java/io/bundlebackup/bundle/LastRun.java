package io.bundlebackup.bundle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last backup or restore of a bundle.
 *
 * @param sessionId the session it ran in; it may be gone
 * @param type the session's type on the wire: {@code backup}, {@code restore}, {@code incrementalBackup}
 * @param outcome on the wire: {@code completed}, {@code failed}, {@code cancelled}, {@code rejected}
 * @param bytes the content carried
 * @param files the regular files carried
 * @param failedCount what could not be taken or applied
 * @param lastIncrementalTime what to pass to the next incremental backup, epoch seconds; only after a complete backup
 */
public record LastRun(
        String sessionId,
        String type,
        String outcome,
        Instant endedAt,
        long bytes,
        long files,
        long failedCount,
        @Nullable Long lastIncrementalTime) {}
