package io.bundlebackup.restore.exchange;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An earlier state of a bundle's data that a restore kept.
 *
 * @param id its name
 * @param replacedAt when it ceased to be the present state
 * @param sessionId the restore that kept it
 * @param size bytes of content; {@code null} if they were not measured
 */
public record PreviousState(
        String id,
        Instant replacedAt,
        String sessionId,
        @Nullable Long size) {}
