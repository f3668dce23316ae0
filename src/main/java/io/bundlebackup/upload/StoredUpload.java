package io.bundlebackup.upload;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A complete upload.
 *
 * @param sha256 of the whole, lower-case hex; null if it was not computed, see {@link Uploads#sha256}
 */
public record StoredUpload(
        String uri, Path file, long size, @Nullable String sha256) {
    /** The name of the file in the directory of the bundle's uploads. */
    public String name() {
        return String.valueOf(file.getFileName());
    }
}
