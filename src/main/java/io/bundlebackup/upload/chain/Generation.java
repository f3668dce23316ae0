package io.bundlebackup.upload.chain;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One backup of which the manifest of the index was uploaded.
 *
 * @param index the uri of the index
 * @param manifest where the manifest is; version 2.0, checked
 * @param parent the generation that it was made from, {@code null} if it is a full backup
 * @param begunAt milliseconds since the epoch, by a clock that may have lied
 */
public record Generation(
        String index,
        Path manifest,
        String generation,
        @Nullable String parent,
        long begunAt) {}
