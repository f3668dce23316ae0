package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as an archive has it, checked: it lies inside the root.
 *
 * @param path without empty segments and {@code .}; the root is a directory
 * @param mode the lower twelve bits of {@code st_mode}
 * @param uid 0 to 4,294,967,295
 * @param gid 0 to 4,294,967,295
 * @param size bytes of a file's content, holes included; 0 of everything else
 * @param link the target of a symbolic link as it stands; of a hard link a path inside the root, which is its own
 *     where a file was packed twice; else null
 * @param xattrs of the {@code user.} space, sorted by name; they fit into a line of a manifest
 */
public record TarEntry(
        RawPath path,
        Type type,
        int mode,
        long uid,
        long gid,
        UnixTime mtime,
        long size,
        @Nullable Link link,
        List<Xattr> xattrs) {
    /** What an entry is. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        /** A further name of a file; without content of its own. */
        HARD_LINK
    }
}
