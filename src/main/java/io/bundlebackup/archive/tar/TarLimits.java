package io.bundlebackup.archive.tar;

/**
 * How much an archive may hold before it is refused.
 *
 * @param entries at most so many entries, extended headers not counted
 * @param contentBytes at most so many bytes of content in all, holes included
 */
public record TarLimits(long entries, long contentBytes) {
    public TarLimits {
        if (entries < 0 || contentBytes < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }
}
