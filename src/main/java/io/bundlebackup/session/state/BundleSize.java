package io.bundlebackup.session.state;

/**
 * How much data a bundle has.
 *
 * @param bundleName the bundle
 * @param dataSize bytes of content that a full backup takes, that of a file with several names once; −1 when nobody can know: there is
 *     no such bundle, it may not be backed up, its tree cannot be read
 * @param incDataSize of these, bytes of files that changed since the time asked for; −1 unless it was asked for precisely, with a time
 */
public record BundleSize(String bundleName, long dataSize, long incDataSize) {
    public static final long UNKNOWN = -1;

    public static BundleSize unknown(String bundleName) {
        return new BundleSize(bundleName, UNKNOWN, UNKNOWN);
    }

    public static BundleSize whole(String bundleName, long bytes) {
        return new BundleSize(bundleName, bytes, UNKNOWN);
    }
}
