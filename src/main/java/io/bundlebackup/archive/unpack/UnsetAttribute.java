package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;

/**
 * Attributes of one kind that could not be set while a tree was built. The content is in the tree all the same.
 *
 * @param times how often
 * @param first the first entry that it happened to
 * @param cause what the system said of that
 */
public record UnsetAttribute(Kind kind, long times, RawPath first, PosixException cause) {
    /** What an entry has besides its content. */
    public enum Kind {
        OWNER("owner"),
        MODE("mode"),
        TIME("time of the last change"),
        XATTR("extended attributes"),
        /** Not asked of the system: {@link TreeBuilder#forbidSetIds}. */
        SET_ID("set-id bits");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * Whether an attribute can be done without after this failure: this process may not set it, or the file system does not have it or has
     * no room for it in the file's inode. Other failures come from the disk, or from something that took the entry's place.
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
            // Extended attributes have a room of their own, which is full when the disk is not.
            case Errno.ENOSPC -> kind == Kind.XATTR;
            default -> false;
        };
    }

    public UnsetAttribute oneMore() {
        return new UnsetAttribute(kind, times + 1, first, cause);
    }

    /** For people, without the path of the first. */
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
