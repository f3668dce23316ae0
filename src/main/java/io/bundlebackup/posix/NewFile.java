package io.bundlebackup.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A regular file that {@link DirectoryChanges#createFile} has just created, open for writing and reading. It is empty, and its mode
 * is 0600 at most.
 *
 * <p>Threads share the position of {@link #write(ByteBuffer)}; calls with a position do not change it. A direct buffer is
 * written in place; a heap buffer through copies of at most 64 KiB. Some file systems report at the close that they lost
 * data: {@link #complete} throws then, {@link #close} does not.
 */
public final class NewFile extends Handle {
    NewFile(int descriptor) {
        super(descriptor);
    }

    /** Writes all bytes of the buffer at the current position. After a failure the buffer's position shows how much was written. */
    public void write(ByteBuffer from) throws IOException {
        writeAll(from, -1);
    }

    /** Writes all bytes of the buffer at a position; a gap between the end of the file and the position is a hole. */
    public void write(ByteBuffer from, long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        writeAll(from, position);
    }

    private void writeAll(ByteBuffer from, long position) throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            long at = position;
            while (from.hasRemaining()) {
                MemorySegment bytes = from.isDirect() ? MemorySegment.ofBuffer(from) : copied(from, scratch);
                int count = at < 0 ? LibcWrite.write(fd, bytes, scratch) : LibcWrite.pwrite(fd, bytes, at, scratch);
                // A write that returns 0 would be repeated for ever.
                PosixException.check(count == 0 ? -Errno.EIO : count, "write");
                from.position(from.position() + count);
                at = at < 0 ? at : at + count;
            }
        } finally {
            release();
        }
    }

    private static MemorySegment copied(ByteBuffer from, Scratch scratch) {
        int length = Math.min(from.remaining(), Scratch.DATA_BYTES);
        scratch.data.asSlice(0, length).asByteBuffer().put(0, from, from.position(), length);
        return scratch.data.asSlice(0, length);
    }

    /** Sets the size: truncates the file, or extends it with a hole. */
    public void setSize(long size) throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            PosixException.check(LibcWrite.ftruncate(fd, size, scratch), "set the size");
        } finally {
            release();
        }
    }

    /** Reads from a position; returns the number of bytes, or -1 at or past the end. */
    public int read(ByteBuffer into, long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        return OpenFile.fill(this, into, position);
    }

    /**
     * Makes this empty file share the blocks of another, with its holes, in constant time and without space.
     *
     * @return false, without a change, if the file system does not support it or the other file is on another file system
     * @throws PosixException for other reasons: a full file system, a broken disk
     */
    public boolean shareBlocks(OpenFile source) throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            int from = source.acquire();
            try {
                int result = LibcWrite.clone(fd, from, scratch);
                if (result < 0 && isUnable(-result)) {
                    return false;
                }
                PosixException.check(result, "share blocks");
                return true;
            } finally {
                source.release();
            }
        } finally {
            release();
        }
    }

    /**
     * Copies a range to the same position here, in the kernel if it supports that, otherwise through a buffer. Holes may
     * become zeros. The positions of both files do not change.
     *
     * @param count at least 1; a long stretch takes long and does not react to an interrupt
     * @return how many bytes were copied, at least 1, or -1 at or past the end of the source
     */
    public long copy(OpenFile source, long position, long count) throws IOException {
        if (position < 0 || count < 1) {
            throw new IllegalArgumentException("position " + position + ", count " + count);
        }
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            int from = source.acquire();
            try {
                long copied = LibcWrite.copyFileRange(fd, from, position, count, scratch);
                // The call returns 0 at the end, and also for files whose content the kernel generates.
                if (copied == 0 || copied < 0 && isUnable((int) -copied)) {
                    copied = copyByHand(fd, from, position, count, scratch);
                }
                if (copied < 0) {
                    throw new PosixException((int) -copied, "copy");
                }
                return copied == 0 ? -1 : copied;
            } finally {
                source.release();
            }
        } finally {
            release();
        }
    }

    private static int copyByHand(int fd, int from, long position, long count, Scratch scratch) {
        MemorySegment room = scratch.data.asSlice(0, Math.min(count, Scratch.DATA_BYTES));
        int length = Libc.pread(from, room, position, scratch);
        for (int written = 0; written < length; ) {
            int more = LibcWrite.pwrite(fd, room.asSlice(written, length - written), position + written, scratch);
            if (more <= 0) {
                return more == 0 ? -Errno.EIO : more;
            }
            written += more;
        }
        return length;
    }

    /** Other errors come from a disk or a quota; a copy through a buffer would fail too. */
    private static boolean isUnable(int errno) {
        return switch (errno) {
            case Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOSYS, Errno.ENOTTY, Errno.EPERM, Errno.ETXTBSY ->
                true;
            default -> false;
        };
    }

    /**
     * Closes the file and throws if the file system reports lost data; no other call may be running. The data is durable only
     * after {@link #sync} or {@link Directory#syncFileSystem}.
     */
    public void complete() throws IOException {
        int result = closeNow();
        // The descriptor is closed even after EINTR.
        if (result != -Errno.EINTR) {
            PosixException.check(result, "close");
        }
    }
}
