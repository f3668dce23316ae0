package io.bundlebackup.restore.exchange;

import org.jspecify.annotations.Nullable;

/**
 * An earlier state of a bundle's data that a restore kept.
 *
 * @param id its name
 * @param metadata when it was replaced, and by which restore
 * @param size bytes of content; {@code null} if they were not measured
 */
public record PreviousState(
        String id, StateMetadata metadata, @Nullable Long size) {}
