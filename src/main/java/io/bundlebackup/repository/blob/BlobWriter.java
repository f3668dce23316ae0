package io.bundlebackup.repository.blob;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Stores blobs into a repository. Thread-safe: several workers digest, compress and seal at once. */
public interface BlobWriter {
    /**
     * Stores content, unless the repository has it. The content is durable only after the writer has been completed.
     *
     * @param content from position to limit, which are not changed; not kept
     */
    Stored save(BlobType type, ByteBuffer content) throws IOException, InterruptedException;

    /**
     * A stored blob.
     *
     * @param storedBytes what the blob takes in its pack; 0 if the repository had it
     */
    record Stored(BlobId id, int storedBytes) {}
}
