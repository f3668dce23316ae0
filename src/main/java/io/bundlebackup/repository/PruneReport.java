package io.bundlebackup.repository;

/**
 * What a prune found and did.
 *
 * @param neededBlobs what the snapshots need
 * @param markedPacks how many packs wait to be deleted
 * @param markedBytes the bytes of those
 * @param rewrittenPacks packs less than half needed, whose needed blobs were copied
 * @param deletedPacks how many packs were deleted
 * @param freedBytes the bytes of those
 */
public record PruneReport(
        int neededBlobs, int markedPacks, long markedBytes, int rewrittenPacks, int deletedPacks, long freedBytes) {}
