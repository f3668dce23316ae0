package io.bundlebackup.upload.store;

import org.jspecify.annotations.Nullable;

/**
 * What the database says of an upload. How much has arrived is the length of its file.
 *
 * @param file the name of its bytes on disk; {@code null} before the first
 * @param declared the size that a client announced beforehand
 * @param size of the present content, once known
 */
public record UploadRow(
        String uri,
        @Nullable String file,
        @Nullable Long declared,
        @Nullable Long size,
        boolean complete,
        @Nullable String sha256,
        boolean manifest) {

    /** How large it is to be: what its content says, else what was announced. */
    @Nullable
    public Long expected() {
        return size != null ? size : declared;
    }

    public Upload at(long offset) {
        return new Upload(uri, offset, expected(), complete, sha256, manifest);
    }
}
