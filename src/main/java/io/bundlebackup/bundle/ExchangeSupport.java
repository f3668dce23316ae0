package io.bundlebackup.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out how a file system can exchange directories, by trying it with empty directories of the service. Thread-safe. */
public interface ExchangeSupport {
    /** What the file system can do. */
    enum Result {
        /** Two directories can be exchanged in one system call, or nothing is known. */
        EXCHANGES,
        /** Two directories cannot be exchanged, only renamed. */
        MOVES,
        /** The directory {@code moved} cannot be renamed, because it lies in a lower layer of an overlay file system. */
        STAYS
    }

    /**
     * Leaves nothing behind: the times of the directory stay too.
     *
     * @param in the directory that would contain the service's own directory
     * @param moved a directory in {@code in} that lies on an overlay file system: whether it can be renamed is checked without renaming
     *     it; {@code null} for no check
     */
    Result probe(Path in, @Nullable Path moved);
}
