package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;

/**
 * A blob in a pack, as headers and index files list it.
 *
 * @param length of the sealed blob
 * @param uncompressed the length before compression; 0 if the blob is not compressed
 */
record PackedBlob(BlobId id, BlobType type, int offset, int length, int uncompressed) {}
