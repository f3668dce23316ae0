package io.bundlebackup.upload.store;

import org.jspecify.annotations.Nullable;

/**
 * The state of an upload.
 *
 * @param uri the name of the delivered file
 * @param offset how many bytes are durable
 * @param size the size of the complete upload in bytes; {@code null} while it is not known
 * @param complete whether all bytes have arrived
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
