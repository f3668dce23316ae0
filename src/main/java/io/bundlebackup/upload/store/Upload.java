package io.bundlebackup.upload.store;

import org.jspecify.annotations.Nullable;

/**
 * An upload as it stands.
 *
 * @param uri the delivered file that it is
 * @param offset how much of it is on disk for good, in bytes
 * @param size how much it is to be, or is, in bytes; {@code null} while it is not known
 * @param complete whether it is all there
 * @param sha256 of the whole, lower-case hex, once complete
 * @param manifest whether a manifest was uploaded for it
 */
public record Upload(
        String uri,
        long offset,
        @Nullable Long size,
        boolean complete,
        @Nullable String sha256,
        boolean manifest) {}
