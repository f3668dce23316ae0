package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.repository.blob.BlobId;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is made of.
 *
 * @param root the open directory of the bundle's data
 * @param selection the entries that belong to the bundle
 * @param header of the manifest, without failures, with a time before the work; names the parent's generation if there is a parent
 * @param capabilities the content of {@code /capabilities.json}
 * @param parent the root tree of the snapshot to compare with; null stores everything
 */
public record SnapshotSource(
        Directory root,
        TreeWalk.Filter selection,
        ManifestHeader header,
        byte[] capabilities,
        @Nullable BlobId parent) {}
