package io.bundlebackup.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * A file opened for reading, without waiting and, where permitted, without a change of its access time. The file may have any
 * type; check {@link #stat()} (a fifo without a writer reads as empty, a fifo with a silent writer fails with {@link
 * Errno#EAGAIN}).
 *
 * <p>Threads share the position of {@link #read(ByteBuffer)}; {@link #read(ByteBuffer, long)} does not change it. A direct
 * buffer is filled in place; a heap buffer through a copy of at most 64 KiB a call.
 */
public final class OpenFile extends Handle {
    OpenFile(int descriptor) {
        super(descriptor);
    }

    /**
     * Reads from the current position, at most to the buffer's limit; returns the number of bytes, or -1 at the end of the
     * file.
     */
    public int read(ByteBuffer into) throws IOException {
        return fill(this, into, -1);
    }

    /** Reads from a position of the file; returns the number of bytes, or -1 at or past its end. */
    public int read(ByteBuffer into, long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        return fill(this, into, position);
    }

    /**
     * The first byte at or after a position that is not in a hole, as far as the file system reports holes; -1 if only a hole
     * follows. Changes
     * the position of {@link #read(ByteBuffer)}.
     */
    public long nextData(long position) throws IOException {
        return seek(position, false);
    }

    /** The first byte at or after a position that is in a hole, or the end of the file; -1 at or past that. See {@link #nextData}. */
    public long nextHole(long position) throws IOException {
        return seek(position, true);
    }

    /**
     * Writes back the content of this file. Does nothing for a file without content on disk, such as in procfs, or on a
     * read-only file system.
     *
     * @throws PosixException if the content could not be written back
     */
    public void syncContent() throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            int result = LibcWrite.fdatasync(fd, scratch);
            if (result != -Errno.EINVAL && result != -Errno.EROFS && result != -Errno.ENOSYS) {
                PosixException.check(result, "flush");
            }
        } finally {
            release();
        }
    }

    private long seek(long position, boolean hole) throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            long result = LibcWrite.seek(fd, position, hole, scratch);
            if (result == -Errno.ENXIO) {
                return -1;
            }
            if (result < 0) {
                throw new PosixException((int) -result, "find holes");
            }
            return result;
        } finally {
            release();
        }
    }

    /** Reads at a position, or at the current position if it is negative. */
    static int fill(Handle file, ByteBuffer into, long position) throws IOException {
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        int fd = file.acquire();
        try (Scratch scratch = Scratch.take()) {
            if (into.isDirect()) {
                int count = call(fd, MemorySegment.ofBuffer(into), position, scratch);
                into.position(into.position() + Math.max(count, 0));
                return count;
            }
            int room = Math.min(into.remaining(), Scratch.DATA_BYTES);
            int count = call(fd, scratch.data.asSlice(0, room), position, scratch);
            if (count > 0) {
                into.put(scratch.data.asSlice(0, count).asByteBuffer());
            }
            return count;
        } finally {
            file.release();
        }
    }

    private static int call(int fd, MemorySegment into, long position, Scratch scratch) throws PosixException {
        int count = position < 0 ? Libc.read(fd, into, scratch) : Libc.pread(fd, into, position, scratch);
        if (count < 0) {
            throw new PosixException(-count, "read");
        }
        return count == 0 ? -1 : count;
    }
}
