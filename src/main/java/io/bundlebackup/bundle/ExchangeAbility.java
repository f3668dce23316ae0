package io.bundlebackup.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out what a file system can do with directories, by doing it to empty ones of the service's own. Thread-safe. */
public interface ExchangeAbility {
    /** What was found. */
    enum Found {
        /** Two directories can be exchanged in one system call, or nothing is known. */
        EXCHANGES,
        /** They cannot: the file system knows only the plain renaming. */
        MOVES,
        /** The directory asked about cannot be moved, because it lies in a lower layer of an overlay. */
        STAYS
    }

    /**
     * Tries. Leaves nothing behind, not even another time of the directory.
     *
     * @param in where the service's own directory would lie
     * @param moved a directory in it that lies on an overlay and whose move is to be looked at too, without moving it; or {@code null}
     */
    Found find(Path in, @Nullable Path moved);
}
