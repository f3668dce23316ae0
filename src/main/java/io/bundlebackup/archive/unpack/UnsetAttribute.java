package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;

/**
 * Attributes of one kind that could not be set while a tree was built. The files are in the tree with their content.
 *
 * @param times the number of entries
 * @param first the first of these entries
 * @param cause the error for the first entry
 */
public record UnsetAttribute(Kind kind, long times, RawPath first, PosixException cause) {
    /** A kind of attribute. */
    public enum Kind {
        OWNER("owner"),
        MODE("mode"),
        TIME("time of the last change"),
        XATTR("extended attributes"),
        /** Left out without a system call; see {@link TreeBuilder#forbidSetIds}. */
        SET_ID("set-id bits");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * Whether a restore may go on without the attribute after this error: this process may not set it, the file system does
     * not support it, or the file's inode has no room for it. Other errors come from the disk, or from an entry that was
     * replaced.
     */
    public static boolean isUnable(Kind kind, PosixException e) {
        return switch (e.errno()) {
            case Errno.EPERM,
                    Errno.EACCES,
                    Errno.EINVAL,
                    Errno.EOPNOTSUPP,
                    Errno.ENOSYS,
                    Errno.ENOTTY,
                    Errno.EOVERFLOW,
                    Errno.ERANGE,
                    Errno.E2BIG -> true;
            // Extended attributes have separate space, which can be full when the disk is not.
            case Errno.ENOSPC -> kind == Kind.XATTR;
            default -> false;
        };
    }

    public UnsetAttribute oneMore() {
        return new UnsetAttribute(kind, times + 1, first, cause);
    }

    /** A message for the user, without the path of the first entry. */
    public String message() {
        if (kind == Kind.SET_ID) {
            return "its set-user-ID and set-group-ID bits were left out, which the operator forbids"
                    + (times == 1 ? "" : ", and those of " + (times - 1) + " more files");
        }
        var others = times == 1
                ? ""
                : times == 2 ? ", nor that of one other entry" : ", nor that of " + (times - 1) + " other entries";
        return "its " + kind.text + " could not be set" + others + "; " + cause.getMessage();
    }
}
