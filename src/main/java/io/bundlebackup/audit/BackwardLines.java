package io.bundlebackup.audit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the lines of a file from its end to its beginning. Used by one thread. */
final class BackwardLines {
    private static final int BLOCK = 64 << 10;

    private final FileChannel file;
    private byte[] block = new byte[0];

    /** Where the block begins in the file. */
    private long start;

    /** How much of the block has not been read. */
    private int left;

    BackwardLines(FileChannel file) throws IOException {
        this.file = file;
        this.start = file.size();
    }

    /** Where the line begins that was read last; at first the end of the file. */
    long position() {
        return start + left;
    }

    /** Steps over an end that has no line break. */
    void skipTorn() throws IOException {
        while (fill() && block[left - 1] != '\n') {
            left--;
        }
    }

    /** The line before the position, without its end; empty at the beginning of the file. */
    Optional<String> next() throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        var reversed = new ByteArrayOutputStream();
        left--;
        while (fill() && block[left - 1] != '\n') {
            reversed.write(block[--left]);
        }
        return Optional.of(new StringBuilder(reversed.toString(StandardCharsets.ISO_8859_1))
                .reverse()
                .toString());
    }

    private boolean fill() throws IOException {
        if (left > 0 || start == 0) {
            return left > 0;
        }
        var buffer = ByteBuffer.allocate((int) Math.min(BLOCK, start));
        start -= buffer.capacity();
        while (buffer.hasRemaining()) {
            if (file.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("The file has become shorter while it was read.");
            }
        }
        block = buffer.array();
        left = block.length;
        return true;
    }
}
