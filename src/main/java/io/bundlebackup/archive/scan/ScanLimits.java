package io.bundlebackup.archive.scan;

/**
 * Limits by which a scan divides a tree into delivered files.
 *
 * @param bigFile a file with more bytes than this is delivered by itself
 * @param partBytes a part is closed when its content reaches this number of bytes
 * @param partEntries a part is closed when it has this number of entries
 */
public record ScanLimits(long bigFile, long partBytes, int partEntries) {}
