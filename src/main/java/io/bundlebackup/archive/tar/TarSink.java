package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The output of a tar writer: a buffer that is digested and written when it is full, and a mark to which output and digest
 * can be rolled back. Not thread-safe.
 */
final class TarSink {
    /** 64 KiB to 1 MiB were equally fast; the JDK keeps a direct buffer of this size for each thread that writes. */
    static final int BUFFER_SIZE = 1 << 18;

    private final WritableByteChannel channel;
    private MessageDigest digest = sha256();
    private final long base;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int length;
    private long written;
    private int markLength;
    private long markWritten;
    private MessageDigest markDigest = sha256();

    TarSink(WritableByteChannel channel) throws IOException {
        this.channel = channel;
        this.base = channel instanceof SeekableByteChannel file ? file.position() : 0;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    long position() {
        return written + length;
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        while (from < end) {
            int part = Math.min(end - from, BUFFER_SIZE - length);
            System.arraycopy(bytes, from, buffer, length, part);
            from += part;
            advance(part);
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int part = Math.min(bytes.remaining(), BUFFER_SIZE - length);
            bytes.get(buffer, length, part);
            advance(part);
        }
    }

    void zeros(int count) throws IOException {
        int left = count;
        while (left > 0) {
            int part = Math.min(left, BUFFER_SIZE - length);
            Arrays.fill(buffer, length, length + part, (byte) 0);
            left -= part;
            advance(part);
        }
    }

    private void advance(int part) throws IOException {
        length += part;
        if (length == BUFFER_SIZE) {
            flush();
        }
    }

    void flush() throws IOException {
        digest.update(buffer, 0, length);
        var view = ByteBuffer.wrap(buffer, 0, length);
        while (view.hasRemaining()) {
            channel.write(view);
        }
        written += length;
        length = 0;
    }

    /**
     * Sets the mark. If the next entry does not fit into the buffer, the buffer is flushed first, so that the digest's state
     * is the state at the mark.
     */
    void mark(long upcoming) throws IOException {
        if (upcoming >= BUFFER_SIZE - length) {
            flush();
            markDigest = copy(digest);
        }
        markLength = length;
        markWritten = written;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this SHA-256 keeps no copy of its state", e);
        }
    }

    /**
     * Drops everything since the mark. May be repeated.
     *
     * @throws UnsupportedOperationException if the channel cannot take back bytes that were written
     */
    void rollBack() throws IOException {
        if (written != markWritten) {
            if (!(channel instanceof SeekableByteChannel file)) {
                throw new UnsupportedOperationException("only a seekable channel can be rewound");
            }
            file.truncate(base + markWritten);
            file.position(base + markWritten);
            written = markWritten;
            digest = copy(markDigest);
        }
        length = markLength;
    }

    /** The SHA-256 of all bytes; call once, after the last flush. */
    byte[] digest() {
        return digest.digest();
    }
}
