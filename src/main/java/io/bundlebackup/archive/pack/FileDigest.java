package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.posix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads and digests one file after the other. Each method reads the first {@code size} bytes of a file and asks for one byte
 * more; it returns the number of bytes that could be read, at most {@code size + 1}. Memory: two buffers of {@value #BUFFER}
 * bytes. Not thread-safe.
 */
final class FileDigest {
    private static final int BUFFER = 1 << 18;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];
    private final MessageDigest digest = Digests.sha256();

    /** Digests a file. */
    long read(OpenFile file, long size) throws IOException, InterruptedException {
        return read(file, size, null);
    }

    /** Digests a file and writes its content to the current entry of a tar. */
    long pack(OpenFile file, long size, TarWriter tar) throws IOException, InterruptedException {
        return read(file, size, tar);
    }

    /** Copies a file as {@link FileCopy#copy} and digests the copy. */
    long copy(OpenFile file, long size, Path to) throws IOException {
        digest.reset();
        return FileCopy.copy(file, size, to, digest);
    }

    /** Reads by position, so that a fifo that took the file's place is not read. */
    private long read(OpenFile file, long size, @Nullable TarWriter tar) throws IOException, InterruptedException {
        digest.reset();
        long position = 0;
        while (true) {
            Interrupts.check("reading a file");
            int asked = (int) Math.min(BUFFER, size - position + 1);
            int count = file.read(direct.clear().limit(asked), position);
            if (count <= 0) {
                return position;
            }
            int wanted = (int) Math.min(count, size - position);
            direct.flip().get(bytes, 0, wanted);
            digest.update(bytes, 0, wanted);
            if (tar != null) {
                tar.write(bytes, 0, wanted);
            }
            position += count;
            if (position > size || position == size && count < asked) {
                return position;
            }
        }
    }

    /** SHA-256 of the content that was read last; call once for each read. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
