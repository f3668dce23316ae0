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
public abstract sealed class Handle implements AutoCloseable permits Directory, OpenFile {
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

    private void closeDescriptor() {
        try (Scratch scratch = Scratch.take()) {
            // Nothing is written through a handle, so no other error can mean a loss.
            if (Libc.close(descriptor, scratch) == -Errno.EBADF) {
                throw new IllegalStateException("descriptor " + descriptor + " was closed by somebody else");
            }
        }
    }
}
