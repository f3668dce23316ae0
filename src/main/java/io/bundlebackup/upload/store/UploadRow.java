package io.bundlebackup.upload.store;

import org.jspecify.annotations.Nullable;

/**
 * The row of an upload. The length of its file tells how much has arrived.
 *
 * @param file the name of its file; {@code null} before the first byte
 * @param declared the size that a client announced beforehand
 * @param size the size of the present content, once known
 */
public record UploadRow(
        String uri,
        @Nullable String file,
        @Nullable Long declared,
        @Nullable Long size,
        boolean complete,
        @Nullable String sha256,
        boolean manifest) {

    /** The expected size: that of the content, or else the announced one. */
    @Nullable
    public Long expected() {
        return size != null ? size : declared;
    }

    UploadRow withoutFile() {
        return new UploadRow(uri, null, declared, size, complete, sha256, manifest);
    }

    public Upload at(long offset) {
        return new Upload(uri, offset, expected(), complete, sha256, manifest);
    }
}
