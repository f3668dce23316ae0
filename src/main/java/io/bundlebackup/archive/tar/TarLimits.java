package io.bundlebackup.archive.tar;

/**
 * Limits beyond which an archive is refused.
 *
 * @param entries the most entries, without extended headers
 * @param contentBytes the most bytes of content in total, with holes
 */
public record TarLimits(long entries, long contentBytes) {
    public TarLimits {
        if (entries < 0 || contentBytes < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }
}
