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
 * <p>Thread-safe; a thread may close it while others use it. The descriptor is closed when the last running call ends, so its
 * number never means another file during a call. Calls that begin after the close throw {@link ClosedChannelException}. A
 * handle that is never closed keeps its descriptor for the life of the process.
 *
 * <p>Calls block, do not react to an interrupt, and pin the carrier of a virtual thread: for microseconds if the data is
 * cached, otherwise for the time of the disk or network.
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

    /** The number of running calls, combined with {@link #CLOSED}. */
    @SuppressWarnings("unused")
    private volatile int uses;

    Handle(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The number of the descriptor, valid until the handle is closed; {@code /proc/self/fd/<n>} names it. */
    public final int descriptor() {
        return descriptor;
    }

    /** The attributes of this file now. */
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
     * bytes; empty if the file system has no such attributes.
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
     * The value of an extended attribute, or null if it does not exist (any more).
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
     * Sets the owner and the group. The kernel removes the set-id bits and file capabilities, even if nothing else changes,
     * so call {@link #setMode} afterwards.
     *
     * @param uid 0 to 4,294,967,294; other values fail with {@link Errno#EINVAL}, because 4,294,967,295 means "unchanged" to the kernel
     * @param gid likewise
     * @throws PosixException {@link Errno#EPERM} without permission
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
     * Sets all twelve bits of the mode, independent of the process's umask. For a regular file call it after {@link
     * #setOwner} and after the last write, both of which may remove set-id bits. For an unprivileged process the kernel
     * silently leaves out the set-group-id bit if the process is not in the group.
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
     * Sets the time of the last change of the content; the access time becomes the current time. A file system that cannot
     * store the time silently stores the nearest time: ext4 has 1901 to 2446, to the nanosecond with inodes of 256 bytes.
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
     * Sets an extended attribute, new or existing.
     *
     * @param name the full name, beginning with {@code user.}, at most 255 bytes
     * @param value at most 65,536 bytes; file systems allow less, and fail with {@link Errno#ENOSPC} or {@link Errno#E2BIG}
     */
    public final void setXattr(byte[] name, byte[] value) throws IOException {
        int fd = acquire();
        try {
            Xattrs.set(fd, name, value);
        } finally {
            release();
        }
    }

    /** Removes an extended attribute; {@link Errno#ENODATA} if it does not exist. */
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

    /** Returns the descriptor, which stays open until {@link #release}. */
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

    /** As {@link #close}, when no other call is running; returns the kernel's result. */
    final int closeNow() {
        return (int) USES.getAndBitwiseOr(this, CLOSED) == 0 ? closeDescriptor() : 0;
    }

    /** Other errors than EBADF mean a loss only for a file that was written, and {@link NewFile#complete} reports them. */
    private int closeDescriptor() {
        try (Scratch scratch = Scratch.take()) {
            int result = Libc.close(descriptor, scratch);
            if (result == -Errno.EBADF) {
                throw new IllegalStateException("descriptor " + descriptor + " was closed by other code");
            }
            return result;
        }
    }
}
