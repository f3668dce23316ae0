package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A system call that failed. The message names the operation, the path and the error, such as
 * {@code open files/a%FF: ENOENT (no such file or directory)}; a path that is not plain UTF-8 is percent-encoded, and a long
 * path is cut.
 */
public final class PosixException extends IOException {
    private static final int SHOWN_BYTES = 1024;

    private final int errno;

    public PosixException(int errno, String operation) {
        super(operation + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    public PosixException(int errno, String operation, byte[] path) {
        this(errno, operation + " " + printable(path));
    }

    /** The error number, often one of {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** The file does not exist (any more). */
    public boolean isMissing() {
        return errno == Errno.ENOENT;
    }

    /** The file exists, but this process has no permission. */
    public boolean isDenied() {
        return errno == Errno.EACCES || errno == Errno.EPERM;
    }

    /** The path has a symbolic link, passes through a file that is not a directory, or leads out of the tree. */
    public boolean leavesTree() {
        return errno == Errno.ELOOP || errno == Errno.ENOTDIR || errno == Errno.EXDEV;
    }

    /** The file system or the owner's quota is full. */
    public boolean isFull() {
        return errno == Errno.ENOSPC || errno == Errno.EDQUOT;
    }

    /** This process or the system ran out of descriptors or memory: the error does not concern the file. */
    public boolean isExhausted() {
        return errno == Errno.EMFILE || errno == Errno.ENFILE || errno == Errno.ENOMEM;
    }

    /** Throws if a result is negative, which is the negative error number. */
    static void check(int result, String operation) throws PosixException {
        if (result < 0) {
            throw new PosixException(-result, operation);
        }
    }

    static void check(int result, String operation, byte[] path) throws PosixException {
        if (result < 0) {
            throw new PosixException(-result, operation, path);
        }
    }

    private static String printable(byte[] path) {
        int length = Math.min(path.length, SHOWN_BYTES);
        String end = length < path.length ? "…" : "";
        if (isPlain(path, length)) {
            try {
                return StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(path, 0, length))
                                .toString()
                        + end;
            } catch (CharacterCodingException notUtf8) {
                return encoded(path, length) + end;
            }
        }
        return encoded(path, length) + end;
    }

    /** No control characters (a newline in a message forges a log line) and no percent sign, which would be ambiguous. */
    private static boolean isPlain(byte[] path, int length) {
        for (int i = 0; i < length; i++) {
            if ((path[i] & 0xff) < ' ' || path[i] == 0x7f || path[i] == '%') {
                return false;
            }
        }
        return true;
    }

    private static String encoded(byte[] path, int length) {
        var text = new StringBuilder(length * 2);
        for (int i = 0; i < length; i++) {
            int b = path[i] & 0xff;
            if (b <= ' ' || b >= 0x7f || b == '%') {
                text.append('%').append(String.format("%02X", b));
            } else {
                text.append((char) b);
            }
        }
        return text.toString();
    }
}
