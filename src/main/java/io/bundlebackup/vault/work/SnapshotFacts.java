package io.bundlebackup.vault.work;

import io.bundlebackup.repository.blob.BlobId;
import java.nio.file.Path;

/**
 * What a snapshot contains.
 *
 * @param tree the root: {@code data}, {@code manifest}, {@code capabilities.json}
 * @param manifest a copy of the manifest in the scratch directory
 * @param files regular files; each name of a file counts
 * @param bytes the sizes of these files
 * @param addedBytes content, manifest and trees that the repository did not have
 * @param storedBytes what these take in packs
 * @param changed entries that are new or whose line differs from the parent's
 * @param removed entries of the parent that are gone
 * @param failedCount entries that could not be read; the snapshot is incomplete if there are any
 */
public record SnapshotFacts(
        BlobId tree,
        Path manifest,
        long files,
        long bytes,
        long addedBytes,
        long storedBytes,
        long changed,
        long removed,
        long failedCount) {}
