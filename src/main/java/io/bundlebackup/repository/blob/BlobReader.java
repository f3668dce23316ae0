package io.bundlebackup.repository.blob;

import java.io.IOException;

/** Reads the blobs of a repository. Thread-safe. */
public interface BlobReader {
    /**
     * The plain content of a blob, compared with its ID.
     *
     * @return an array of the caller's own
     * @throws IOException if the repository has no such blob, or the blob is damaged, or its place cannot be read
     */
    byte[] load(BlobId id, BlobType type) throws IOException;

    /** The length of the plain content in bytes; -1 if the repository has no such blob. */
    int length(BlobId id, BlobType type) throws IOException;
}
