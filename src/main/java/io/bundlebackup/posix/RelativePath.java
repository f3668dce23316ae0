package io.bundlebackup.posix;

/** Checks names, and paths beneath a directory, before they are passed to the kernel. */
final class RelativePath {
    private RelativePath() {}

    /** A name: not empty, no {@code /}, no NUL, neither {@code .} nor {@code ..}. */
    static void checkName(byte[] name, String operation) throws PosixException {
        checkComponent(name, 0, name.length, operation);
        for (byte b : name) {
            if (b == '/') {
                throw new PosixException(Errno.EINVAL, operation, name);
            }
        }
        if (name.length >= Scratch.PATH_BYTES) {
            throw new PosixException(Errno.ENAMETOOLONG, operation, name);
        }
    }

    /** Names joined by {@code /}, each as {@link #checkName} requires. Neither absolute nor with {@code /} at the end. */
    static void checkPath(byte[] path, String operation) throws PosixException {
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                checkComponent(path, start, i, operation);
                start = i + 1;
            }
        }
    }

    static boolean isDot(byte[] path) {
        return path.length == 1 && path[0] == '.';
    }

    private static void checkComponent(byte[] path, int from, int to, String operation) throws PosixException {
        int length = to - from;
        if (length == 2 && path[from] == '.' && path[from + 1] == '.' || length == 0 && from == 0 && path.length > 0) {
            throw new PosixException(Errno.EXDEV, operation, path);
        }
        if (length == 0 || length == 1 && path[from] == '.') {
            throw new PosixException(Errno.EINVAL, operation, path);
        }
        for (int i = from; i < to; i++) {
            if (path[i] == 0) {
                throw new PosixException(Errno.EINVAL, operation, path);
            }
        }
    }
}
