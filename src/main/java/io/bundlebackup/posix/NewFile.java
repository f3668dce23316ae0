package io.bundlebackup.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A regular file that {@link DirectoryChanges#createFile} has just created, open for writing and reading. It is empty, and its mode
 * is 0600 at most.
 *
 * <p>Threads share the position of {@link #write(ByteBuffer)}; calls with a position leave that alone. A direct buffer is written in
 * place; one on the heap through a copy of at most 64 KiB a call. Some file systems tell at the close that they could not keep what
 * was written: {@link #complete} says so, {@link #close} does not.
 */
public final class NewFile extends Handle {
    NewFile(int descriptor) {
        super(descriptor);
    }

    /** Writes on, all that the buffer has. If this fails, the buffer's position tells how much was written. */
    public void write(ByteBuffer from) throws IOException {
        writeAll(from, -1);
    }

    /** Writes all that the buffer has at a position; what lies between the end and a position past it is a hole. */
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
                // A write of something that writes nothing would be asked for ever.
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

    /** Makes the file so long: cut off, or with a hole at the end. */
    public void setSize(long size) throws IOException {
        int fd = acquire();
        try (Scratch scratch = Scratch.take()) {
            PosixException.check(LibcWrite.ftruncate(fd, size, scratch), "set the size");
        } finally {
            release();
        }
    }

    /** Reads from a position; the number of bytes, or -1 at or past the end. */
    public int read(ByteBuffer into, long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        return OpenFile.fill(this, into, position);
    }

    /**
     * Makes this empty file share the blocks of another, holes included, which costs neither time nor space.
     *
     * @return false, and nothing has happened, if the file system cannot or the other file is not on it
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
     * Copies a stretch to the same position here, in the kernel where that can, or else by hand. What is a hole there may be zeros here.
     * Neither file's own position changes.
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
                // Zero is its answer at the end, and also of files that the kernel makes up as they are read.
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

    /** Other answers come from a disk or a quota, and copying by hand would meet them too. */
    private static boolean isUnable(int errno) {
        return switch (errno) {
            case Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOSYS, Errno.ENOTTY, Errno.EPERM, Errno.ETXTBSY ->
                true;
            default -> false;
        };
    }

    /**
     * Closes, and says what the file system has to say about what was written; no other call may be under way. Durable it is only after
     * {@link #sync} or {@link Directory#syncFileSystem}.
     */
    public void complete() throws IOException {
        int result = closeNow();
        // Interrupted or not, the number is given back.
        if (result != -Errno.EINTR) {
            PosixException.check(result, "close");
        }
    }
}
