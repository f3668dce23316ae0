package io.bundlebackup.archive.pack;

import io.bundlebackup.posix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Copies an open file: in the kernel, which shares blocks where the file system supports that, otherwise through a buffer. */
final class FileCopy {
    private static final int BUFFER = 1 << 18;
    private static final long STRETCH = 1 << 26;

    private FileCopy() {}

    /**
     * Copies the first {@code size} bytes of the file to a path, replaces the file there, and digests the copy.
     *
     * @return the number of bytes that could be copied, plus one if the file is longer than {@code size}
     * @throws io.bundlebackup.posix.PosixException if the file cannot be read
     * @throws IOException if the copy cannot be written, or when interrupted
     */
    static long copy(OpenFile file, long size, Path to, MessageDigest digest) throws IOException {
        try (var copy = FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            if (!copyInKernel(file, size, copy)) {
                copy.truncate(0);
                copyByHand(file, size, copy);
            }
            digest(copy, digest);
            boolean more = copy.size() == size && file.read(ByteBuffer.allocate(1), size) > 0;
            return copy.size() + (more ? 1 : 0);
        }
    }

    /** Returns false if the kernel cannot copy, for any reason; the copy through a buffer then reports the reason. */
    private static boolean copyInKernel(OpenFile file, long size, FileChannel to) throws IOException {
        // Opens the descriptor's own file, not the file that is at its path now.
        try (var from = FileChannel.open(Path.of("/proc/self/fd/" + file.descriptor()))) {
            long position = 0;
            for (long n = 1; n > 0; position += n) {
                n = from.transferTo(position, Math.min(STRETCH, size - position), to);
            }
            return true;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copyByHand(OpenFile file, long size, FileChannel to) throws IOException {
        var buffer = ByteBuffer.allocateDirect(BUFFER);
        long position = 0;
        while (position < size) {
            int n = file.read(buffer.clear().limit((int) Math.min(BUFFER, size - position)), position);
            if (n <= 0) {
                break;
            }
            position += n;
            buffer.flip();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        }
    }

    private static void digest(FileChannel copy, MessageDigest digest) throws IOException {
        var buffer = ByteBuffer.allocateDirect(BUFFER);
        copy.position(0);
        while (copy.read(buffer.clear()) > 0) {
            digest.update(buffer.flip());
        }
    }
}
