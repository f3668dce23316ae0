package io.bundlebackup.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a manifest: a regular file, directory or symbolic link of a bundle. Immutable if the caller does not write into
 * the arrays. The constructor refuses values that no manifest may have with an {@link IllegalArgumentException} whose message
 * is a sentence.
 *
 * @param path relative to the root
 * @param mode {@code st_mode} with the type: regular file, directory or symbolic link, nothing else; the root is a directory
 * @param size bytes of a regular file; 0 for directories and links
 * @param mtime time of the last change of the content
 * @param sha256 64 lower-case hexadecimal digits; only regular files have one, and need one before they can be written
 * @param userTar OpenHarmony's {@code usertar}: a tar file of the user, not a part
 * @param ctime time of the last change of the inode; null (empty columns) if the next scan has to compare the content
 * @param inode unsigned 64 bit
 * @param uid 0 to 4,294,967,295
 * @param gid 0 to 4,294,967,295
 * @param link the target of a symbolic link, verbatim, or, on a regular file, the first path of the same inode, which comes
 *     before this path; otherwise null
 * @param xattrs sorted by name, each name once
 * @param fileName name of the delivered file with the content, or for directories and links the part with the entry; empty if
 *     unknown
 */
public record Entry(
        RawPath path,
        int mode,
        long size,
        UnixTime mtime,
        @Nullable String sha256,
        boolean userTar,
        @Nullable UnixTime ctime,
        long inode,
        long uid,
        long gid,
        @Nullable Link link,
        List<Xattr> xattrs,
        String fileName) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final long MAX_ID = 0xffff_ffffL;

    public Entry {
        if (mode < 0 || mode > 0xffff || !isKnown(mode & TYPE)) {
            throw new IllegalArgumentException("the mode " + mode + " is no regular file, directory or symbolic link");
        }
        boolean regular = (mode & TYPE) == REGULAR;
        if (path.isRoot() && (mode & TYPE) != DIRECTORY) {
            throw new IllegalArgumentException("the root is not a directory");
        }
        if (size < 0 || !regular && size != 0) {
            throw new IllegalArgumentException("the size " + size + " is not possible for this type");
        }
        if (sha256 != null) {
            checkHash(sha256, regular);
        }
        if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException("the owner " + uid + ":" + gid + " is out of range");
        }
        checkLink(path, mode & TYPE, link);
        xattrs = sorted(xattrs);
        checkFileName(fileName);
    }

    private static boolean isKnown(int type) {
        return type == REGULAR || type == DIRECTORY || type == SYMBOLIC_LINK;
    }

    private static void checkHash(String sha256, boolean regular) {
        if (!regular) {
            throw new IllegalArgumentException("only a regular file has a hash");
        }
        boolean digits = sha256.length() == 64;
        for (int i = 0; digits && i < 64; i++) {
            char c = sha256.charAt(i);
            digits = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        if (!digits) {
            throw new IllegalArgumentException("the hash is not 64 lower-case hexadecimal digits");
        }
    }

    private static void checkLink(RawPath path, int type, @Nullable Link link) {
        if (type == SYMBOLIC_LINK) {
            if (link == null) {
                throw new IllegalArgumentException("the symbolic link has no target");
            }
        } else if (link != null) {
            if (type == DIRECTORY) {
                throw new IllegalArgumentException("a directory has no link");
            }
            RawPath first = RawPath.of(link.bytes());
            if (first.isRoot() || first.compareTo(path) >= 0) {
                throw new IllegalArgumentException(
                        "the first path of a hard link does not come before the path itself");
            }
        }
    }

    private static List<Xattr> sorted(List<Xattr> xattrs) {
        if (xattrs.isEmpty()) {
            return List.of();
        }
        List<Xattr> sorted = xattrs.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).compareTo(sorted.get(i - 1)) == 0) {
                throw new IllegalArgumentException(
                        "the extended attribute " + RawText.shown(sorted.get(i).name()) + " occurs twice");
            }
        }
        if (!Xattr.fit(sorted)) {
            throw new IllegalArgumentException("the extended attributes are too long for a line of a manifest");
        }
        return sorted;
    }

    private static void checkFileName(String name) {
        boolean good = name.length() <= 255 && !name.equals(".") && !name.equals("..");
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
        }
        if (!good) {
            throw new IllegalArgumentException("the file name is not 1 to 255 letters, digits, \"_\" and \".\"");
        }
    }

    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == SYMBOLIC_LINK;
    }

    /** Whether this is a further name of a regular file that an earlier entry names. */
    public boolean isHardLink() {
        return link != null && isRegularFile();
    }

    public long mtimeSeconds() {
        return mtime.seconds();
    }

    public int mtimeNanos() {
        return mtime.nanos();
    }

    /** A copy with this hard link, or without a hard link (null). */
    public Entry withLink(@Nullable Link newLink) {
        return new Entry(path, mode, size, mtime, sha256, userTar, ctime, inode, uid, gid, newLink, xattrs, fileName);
    }

    /** A copy with another path. A regular file loses its link, a symbolic link keeps its target. */
    public Entry withPath(RawPath newPath) {
        var target = isSymbolicLink() ? link : null;
        return new Entry(newPath, mode, size, mtime, sha256, userTar, ctime, inode, uid, gid, target, xattrs, fileName);
    }

    /** A copy with other content: size and hash. */
    public Entry withContent(long newSize, String newSha256) {
        return new Entry(
                path, mode, newSize, mtime, newSha256, userTar, ctime, inode, uid, gid, link, xattrs, fileName);
    }

    /** A copy with another {@code userTar}. */
    public Entry withUserTar(boolean newUserTar) {
        return new Entry(path, mode, size, mtime, sha256, newUserTar, ctime, inode, uid, gid, link, xattrs, fileName);
    }

    /** A copy with an empty ctime, so that the next scan compares the content. */
    public Entry withoutCtime() {
        return new Entry(path, mode, size, mtime, sha256, userTar, null, inode, uid, gid, link, xattrs, fileName);
    }
}
