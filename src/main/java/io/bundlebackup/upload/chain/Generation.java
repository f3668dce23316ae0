package io.bundlebackup.upload.chain;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One backup whose index has an uploaded manifest.
 *
 * @param index the uri of the index
 * @param manifest the file of the manifest; version 2.0, checked
 * @param parent the generation that it was made from, {@code null} if it is a full backup
 * @param begunAt milliseconds since the epoch, by a clock that may have been wrong
 */
public record Generation(
        String index,
        Path manifest,
        String generation,
        @Nullable String parent,
        long begunAt) {}
