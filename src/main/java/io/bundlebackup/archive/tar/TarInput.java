package io.bundlebackup.archive.tar;

import io.bundlebackup.posix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The input of a tar reader: a direct buffer; large reads bypass it. A truncated archive is an {@link
 * IllegalArgumentException}. Not thread-safe.
 */
final class TarInput {
    private static final int BUFFER = 1 << 18;
    /** From this size on a direct read into the target is cheaper than a copy. */
    private static final int LARGE = 1 << 16;

    private final @Nullable Source source;
    private final @Nullable ByteLender lender;
    private final boolean seekable;
    /** Of a lender: the buffer that it has lent last. */
    private ByteBuffer buffer;
    /** The position in the archive where the buffer ends. */
    private long bufferEnd;

    /** The source of the bytes. */
    private interface Source {
        int read(ByteBuffer into, long position) throws IOException;
    }

    /** Reads from the file's first byte and leaves its position alone. */
    TarInput(OpenFile file) {
        this(file::read, null, true);
    }

    /** Reads from the current position of a blocking channel. */
    TarInput(ReadableByteChannel channel) {
        this((into, position) -> channel.read(into), null, false);
    }

    /** Reads buffers in place. */
    TarInput(ByteLender lender) {
        this(null, lender, false);
    }

    private TarInput(@Nullable Source source, @Nullable ByteLender lender, boolean seekable) {
        this.source = source;
        this.lender = lender;
        this.seekable = seekable;
        this.buffer = lender == null ? ByteBuffer.allocateDirect(BUFFER).limit(0) : ByteBuffer.allocate(0);
    }

    /** The number of bytes that were consumed. */
    long position() {
        return bufferEnd - buffer.remaining();
    }

    /** Some bytes, at most as many as the buffer has room for; -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        if (!buffer.hasRemaining()) {
            if (source != null && into.remaining() >= LARGE) {
                return more(source, into);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(into.remaining(), buffer.remaining());
        into.put(into.position(), buffer, buffer.position(), count);
        into.position(into.position() + count);
        buffer.position(buffer.position() + count);
        return count;
    }

    /** Digests some bytes, at most so many; returns their number, or -1 at the end. */
    int digest(MessageDigest digest, long most) throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        int count = (int) Math.min(most, buffer.remaining());
        digest.update(buffer.slice(buffer.position(), count));
        buffer.position(buffer.position() + count);
        return count;
    }

    private boolean fill() throws IOException {
        if (source == null) {
            return borrow();
        }
        buffer.clear();
        int count = -1;
        try {
            count = more(source, buffer);
        } finally {
            buffer.limit(Math.max(count, 0)).position(0);
        }
        return count > 0;
    }

    private boolean borrow() throws IOException {
        var lent = lender == null ? null : lender.next();
        buffer = lent == null ? buffer.limit(0) : lent;
        bufferEnd += buffer.remaining();
        return buffer.hasRemaining();
    }

    private int more(Source source, ByteBuffer into) throws IOException {
        int count = source.read(into, bufferEnd);
        if (count == 0) {
            throw new IOException("the archive's source gave nothing");
        }
        bufferEnd += Math.max(count, 0);
        return count;
    }

    /** Fills the array; returns false, and consumes nothing, if the archive ends here. */
    boolean readWhole(byte[] bytes) throws IOException {
        var into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            if (read(into) < 0) {
                if (into.position() == 0) {
                    return false;
                }
                throw new IllegalArgumentException("the archive is cut off");
            }
        }
        return true;
    }

    /** Skips bytes; if the archive ends earlier, the next read fails. */
    void skip(long count) throws IOException {
        int buffered = (int) Math.min(count, buffer.remaining());
        buffer.position(buffer.position() + buffered);
        long left = count - buffered;
        if (seekable) {
            if (left > Long.MAX_VALUE - bufferEnd) {
                throw new IllegalArgumentException("the archive is cut off");
            }
            bufferEnd += left;
            return;
        }
        while (left > 0 && fill()) {
            int part = (int) Math.min(left, buffer.remaining());
            buffer.position(part);
            left -= part;
        }
    }

    /** Whether only zeros follow to the end. */
    boolean isZeroToTheEnd() throws IOException {
        do {
            while (buffer.hasRemaining()) {
                if (buffer.get() != 0) {
                    return false;
                }
            }
        } while (fill());
        return true;
    }
}
