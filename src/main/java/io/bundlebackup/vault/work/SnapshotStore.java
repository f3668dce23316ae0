package io.bundlebackup.vault.work;

import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.tree.Chunker;

/**
 * The repository of a bundle while a snapshot is made.
 *
 * @param reader has the blobs of the parent
 * @param writer takes the new blobs; the caller completes it after the work
 */
public record SnapshotStore(BlobReader reader, BlobWriter writer, Chunker chunker) {}
