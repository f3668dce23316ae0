package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked entry of an archive; its path lies inside the root.
 *
 * @param path without empty segments and {@code .}; the root is a directory
 * @param mode the lower twelve bits of {@code st_mode}
 * @param uid 0 to 4,294,967,295
 * @param gid 0 to 4,294,967,295
 * @param size bytes of a file's content with its holes; 0 for other types
 * @param link the target of a symbolic link, verbatim; the target of a hard link as a path inside the root, which equals the
 *     entry's own path if a file was packed twice; otherwise null
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
    /** The type of an entry. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        /** A further name of a file, without content. */
        HARD_LINK
    }
}
