package io.bundlebackup.posix;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open descriptor of a file or directory.
 *
 * <p>May be used by any number of threads, and closed by any while others use it: the number is given back to the kernel when the
 * last call under way is over, so that it never means another file in the middle of a call. Calls that begin after the close throw
 * {@link ClosedChannelException}. A handle that is never closed keeps its descriptor for the life of the process.
 *
 * <p>Calls block, do not react to an interrupt, and pin the carrier of a virtual thread for their time: microseconds from the
 * cache, a disk's or network's time otherwise.
 */
public abstract sealed class Handle implements AutoCloseable permits Directory, OpenFile, NewFile {
    private static final long LARGEST_ID = 0xffff_fffeL;
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final VarHandle USES;

    static {
        try {
            USES = MethodHandles.lookup().findVarHandle(Handle.class, "uses", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int descriptor;

    /** The number of calls under way, and {@link #CLOSED}. */
    @SuppressWarnings("unused")
    private volatile int uses;

    Handle(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The number of the descriptor, valid until this is closed; {@code /proc/self/fd/<n>} names it. */
    public final int descriptor() {
        return descriptor;
    }

    /** What the kernel knows of this file now. */
    public final Stat stat() throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            scratch.path(new byte[0], 0, 0);
            int result = Libc.statx(fd, scratch);
            if (result < 0) {
                throw new PosixException(-result, "stat");
            }
            return Libc.stat(scratch);
        } finally {
            release();
        }
    }

    /**
     * The full names (such as {@code user.comment}) of the extended attributes in the {@code user.} space, sorted by unsigned
     * bytes; none where the file system has no such attributes.
     */
    public final List<byte[]> xattrNames() throws IOException {
        int fd = acquire();
        try {
            return Xattrs.names(fd);
        } finally {
            release();
        }
    }

    /**
     * The value of an extended attribute, or null if there is none of that name (any more).
     *
     * @param name the full name, beginning with {@code user.}
     */
    public final byte @Nullable [] xattr(byte[] name) throws IOException {
        int fd = acquire();
        try {
            return Xattrs.value(fd, name);
        } finally {
            release();
        }
    }

    /**
     * Gives the file to an owner and a group. The kernel takes the set-id bits and file capabilities away on the way, also where nothing
     * else changes: {@link #setMode} comes after this.
     *
     * @param uid 0 to 4,294,967,294; others are refused with {@link Errno#EINVAL}, since the kernel takes the one above for "as it is"
     * @param gid likewise
     * @throws PosixException {@link Errno#EPERM} without the right to
     */
    public final void setOwner(long uid, long gid) throws IOException {
        checkOwner(uid, gid, "change the owner");
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            PosixException.check(LibcWrite.fchown(fd, (int) uid, (int) gid, scratch), "change the owner");
        } finally {
            release();
        }
    }

    static void checkOwner(long uid, long gid, String operation) throws PosixException {
        if (uid < 0 || uid > LARGEST_ID || gid < 0 || gid > LARGEST_ID) {
            throw new PosixException(Errno.EINVAL, operation);
        }
    }

    /**
     * Sets all twelve bits of the mode, whatever the process's umask. Of a regular file after {@link #setOwner} and after the last write,
     * both of which may take set-id bits away. Without privilege the kernel leaves the set-group-id bit out, and says nothing, if the
     * group is none of the process's.
     *
     * @param mode 0 to 07777
     */
    public final void setMode(int mode) throws IOException {
        if ((mode & ~07777) != 0) {
            throw new PosixException(Errno.EINVAL, "change the mode");
        }
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            PosixException.check(LibcWrite.fchmod(fd, mode, scratch), "change the mode");
        } finally {
            release();
        }
    }

    /**
     * Sets the time of the last change of the content; the access time becomes the present. A file system that cannot hold the time holds the
     * nearest that it can, and says nothing: ext4 1901 to 2446, to the nanosecond with inodes of 256 bytes.
     *
     * @param nanos 0 to 999,999,999, counted forward from the second
     */
    public final void setModified(long seconds, int nanos) throws IOException {
        checkNanos(nanos, "change the time");
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            LibcWrite.times(seconds, nanos, scratch);
            PosixException.check(LibcWrite.futimens(fd, scratch), "change the time");
        } finally {
            release();
        }
    }

    static void checkNanos(int nanos, String operation) throws PosixException {
        if (nanos < 0 || nanos > 999_999_999) {
            throw new PosixException(Errno.EINVAL, operation);
        }
    }

    /**
     * Gives an extended attribute a value, whether it was there before or not.
     *
     * @param name the full name, beginning with {@code user.}, at most 255 bytes
     * @param value at most 65,536 bytes; file systems take less, and fail with {@link Errno#ENOSPC} or {@link Errno#E2BIG}
     */
    public final void setXattr(byte[] name, byte[] value) throws IOException {
        int fd = acquire();
        try {
            Xattrs.set(fd, name, value);
        } finally {
            release();
        }
    }

    /** Removes an extended attribute; {@link Errno#ENODATA} if there is none of that name. */
    public final void removeXattr(byte[] name) throws IOException {
        int fd = acquire();
        try {
            Xattrs.remove(fd, name);
        } finally {
            release();
        }
    }

    /** Returns when the content and the attributes of this file, or the names in this directory, are durable. */
    public final void sync() throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            PosixException.check(LibcWrite.fsync(fd, scratch), "flush");
        } finally {
            release();
        }
    }

    /** The number to use until {@link #release}. */
    final int acquire() throws ClosedChannelException {
        while (true) {
            int now = uses;
            if (now < 0) {
                throw new ClosedChannelException();
            }
            if (USES.compareAndSet(this, now, now + 1)) {
                return descriptor;
            }
        }
    }

    final void release() {
        if ((int) USES.getAndAdd(this, -1) - 1 == CLOSED) {
            closeDescriptor();
        }
    }

    /** Closes; a second time does nothing. */
    @Override
    public final void close() {
        if ((int) USES.getAndBitwiseOr(this, CLOSED) == 0) {
            closeDescriptor();
        }
    }

    /** Closes as {@link #close} does, when no other call is under way; what the kernel says to it. */
    final int closeNow() {
        return (int) USES.getAndBitwiseOr(this, CLOSED) == 0 ? closeDescriptor() : 0;
    }

    /** Only of a file that was written any other error than this means a loss, and {@link NewFile#complete} tells of that. */
    private int closeDescriptor() {
        try (Scratch scratch = Scratch.take()) {
            int result = Libc.close(descriptor, scratch);
            if (result == -Errno.EBADF) {
                throw new IllegalStateException("descriptor " + descriptor + " was closed by somebody else");
            }
            return result;
        }
    }
}
