package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a directory, with what restic keeps of it. Immutable if the caller does not write into the arrays.
 *
 * @param name bytes as the file system has them
 * @param permissions the lowest 12 bits of {@code st_mode}
 * @param ctime {@link #UNKNOWN} if restic must not take the entry for unchanged
 * @param uid 0 to 4,294,967,295
 * @param gid 0 to 4,294,967,295
 * @param inode unsigned 64 bit
 * @param device with {@link #inode} the same for all names of one file with several names
 * @param size bytes of a file; otherwise 0
 * @param links more than 1 if a file has several names
 * @param target of a symbolic link; otherwise null
 * @param content of a file: the pieces in order; null for everything else
 * @param subtree of a directory; otherwise null
 */
public record Node(
        byte[] name,
        NodeType type,
        int permissions,
        Instant mtime,
        Instant atime,
        Instant ctime,
        long uid,
        long gid,
        long inode,
        long device,
        long size,
        long links,
        byte @Nullable [] target,
        List<NodeAttribute> xattrs,
        @Nullable List<BlobId> content,
        @Nullable BlobId subtree) {
    /** Go's zero time, which a time has that is not known. */
    public static final Instant UNKNOWN = Instant.parse("0001-01-01T00:00:00Z");

    public boolean isFile() {
        return type == NodeType.FILE;
    }

    public boolean isDirectory() {
        return type == NodeType.DIRECTORY;
    }

    public boolean isSymbolicLink() {
        return type == NodeType.SYMBOLIC_LINK;
    }

    /** {@code st_mode}: the permissions and the type. */
    public int mode() {
        return type.format() | permissions;
    }

    /** A directory of a snapshot of this service that is not an entry of a file system, such as the root. */
    public static Node directory(String name, Instant time, BlobId subtree) {
        return directory(name.getBytes(StandardCharsets.UTF_8), time, subtree);
    }

    /** As {@link #directory(String, Instant, BlobId)}, with any name. */
    public static Node directory(byte[] name, Instant time, BlobId subtree) {
        return made(name, NodeType.DIRECTORY, 0755, time, 0, null, subtree);
    }

    /** A file of a snapshot that is not an entry of a file system. */
    public static Node file(String name, Instant time, long size, List<BlobId> content) {
        return made(name.getBytes(StandardCharsets.UTF_8), NodeType.FILE, 0600, time, size, content, null);
    }

    private static Node made(
            byte[] name,
            NodeType type,
            int permissions,
            Instant time,
            long size,
            @Nullable List<BlobId> content,
            @Nullable BlobId subtree) {
        return new Node(
                name,
                type,
                permissions,
                time,
                time,
                time,
                0,
                0,
                0,
                0,
                size,
                type == NodeType.FILE ? 1 : 0,
                null,
                List.of(),
                content,
                subtree);
    }

    /** Compares names as trees are ordered: by unsigned bytes. */
    static int compareNames(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }
}
