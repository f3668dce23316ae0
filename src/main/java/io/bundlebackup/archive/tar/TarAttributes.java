package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.util.List;

/**
 * The attributes of an entry in a tar.
 *
 * @param permissions the lower twelve bits of {@code st_mode}: rights, set-user-id, set-group-id, sticky
 * @param uid 0 to 4,294,967,295
 * @param gid 0 to 4,294,967,295
 * @param mtime any time that a file system holds
 * @param xattrs in the order in which they are written
 */
public record TarAttributes(int permissions, long uid, long gid, UnixTime mtime, List<Xattr> xattrs) {
    private static final int PERMISSIONS = 07777;

    public TarAttributes {
        if ((permissions & ~PERMISSIONS) != 0) {
            throw new IllegalArgumentException("more than permissions: " + Integer.toOctalString(permissions));
        }
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("the owner " + uid + ":" + gid + " is negative");
        }
        xattrs = List.copyOf(xattrs);
    }

    public static TarAttributes of(Entry entry) {
        return new TarAttributes(entry.mode() & PERMISSIONS, entry.uid(), entry.gid(), entry.mtime(), entry.xattrs());
    }
}
