package io.bundlebackup.archive.tar;

/**
 * Limits beyond which an archive is refused.
 *
 * @param entries the most entries, without extended headers
 * @param contentBytes the most bytes of content in total, with holes
 * @param stretches the most stretches of data of a sparse file; each needs 16 bytes of memory
 */
public record TarLimits(long entries, long contentBytes, int stretches) {
    /** The largest number of stretches: 16 MiB of memory. */
    public static final int MOST_STRETCHES = 1 << 20;

    public TarLimits {
        if (entries < 0 || contentBytes < 0 || stretches < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }

    /** Limits for a reader of which few run at once. */
    public TarLimits(long entries, long contentBytes) {
        this(entries, contentBytes, MOST_STRETCHES);
    }
}
