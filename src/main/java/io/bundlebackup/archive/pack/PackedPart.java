package io.bundlebackup.archive.pack;

/**
 * The result of packing a part.
 *
 * @param size of the tar
 * @param sha256 of the tar
 * @param manifestSha256 of its manifest
 * @param files regular files in it
 * @param bytes their content
 */
public record PackedPart(long size, String sha256, String manifestSha256, long files, long bytes) {}
