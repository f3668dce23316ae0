package io.bundlebackup.archive.tree;

import io.bundlebackup.archive.tar.TarReader;
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Digests content, writes it to a file, or both. Whole blocks of {@value #BLOCK} zero bytes are not written and become
 * holes. Memory: two buffers of {@value #BUFFER} bytes. Not thread-safe.
 */
public final class ContentWriter {
    private static final int BUFFER = 1 << 18;
    private static final int BLOCK = 4096;
    private static final byte[] ZEROS = new byte[BUFFER];
    private static final ByteBuffer ZERO_BLOCK = ByteBuffer.allocateDirect(BLOCK);

    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];
    private final MessageDigest digest = Digests.sha256();
    private long zeroBytes;
    private long length;

    /** A source of content. */
    private interface Source {
        /** Reads from a position; returns -1 at the end. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Skips a hole that begins at the current position and returns its length; 0 if there is none. */
        long skipHole() throws IOException;
    }

    /**
     * Digests the content of the current entry of a tar.
     *
     * @param size its length
     * @param to an empty file that receives the content; null to digest only
     * @return its SHA-256 in hexadecimal digits
     */
    public String write(TarReader tar, long size, @Nullable NewFile to) throws IOException, InterruptedException {
        write(of(tar), size, to, true);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes the content of the current entry of a tar, of which the digest is known. */
    public void copy(TarReader tar, long size, NewFile to) throws IOException, InterruptedException {
        write(of(tar), size, to, false);
    }

    private static Source of(TarReader tar) {
        return new Source() {
            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                return tar.read(into);
            }

            @Override
            public long skipHole() {
                return tar.skipHole();
            }
        };
    }

    /**
     * Writes the first {@code size} bytes of a stream, or all if it is shorter.
     *
     * @param digesting whether the SHA-256 is wanted
     * @return the SHA-256 in hexadecimal digits; empty if it is not wanted
     */
    public String write(InputStream in, long size, NewFile to, boolean digesting)
            throws IOException, InterruptedException {
        write(of(in), size, to, digesting);
        return digesting ? HexFormat.of().formatHex(digest.digest()) : "";
    }

    private Source of(InputStream in) {
        return new Source() {
            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                int count = in.read(bytes, 0, into.remaining());
                if (count > 0) {
                    into.put(bytes, 0, count);
                }
                return count;
            }

            @Override
            public long skipHole() {
                return 0;
            }
        };
    }

    /** Returns the SHA-256 of the first {@code size} bytes of a file, or of the whole file if it is shorter. */
    public String digest(OpenFile file, long size) throws IOException, InterruptedException {
        write(of(file), size, null, true);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The number of bytes of the content that was read last. */
    public long length() {
        return length;
    }

    /** The number of bytes of the content that was read last that lie in blocks of zeros. */
    public long zeroBytes() {
        return zeroBytes;
    }

    /** Copies the first {@code size} bytes of a file; blocks of zeros become holes. */
    public void copy(OpenFile file, long size, NewFile to) throws IOException, InterruptedException {
        write(of(file), size, to, false);
    }

    private static Source of(OpenFile file) {
        return new Source() {
            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                return file.read(into, position);
            }

            @Override
            public long skipHole() {
                return 0;
            }
        };
    }

    private void write(Source source, long size, @Nullable NewFile to, boolean digesting)
            throws IOException, InterruptedException {
        digest.reset();
        zeroBytes = 0;
        long written = 0;
        long position = 0;
        while (position < size) {
            Interrupts.check("reading content");
            long hole = source.skipHole();
            if (hole > 0) {
                if (digesting) {
                    digestZeros(hole);
                }
                position += hole;
                continue;
            }
            int count = fill(source, position, size);
            if (count == 0) {
                break;
            }
            direct.flip();
            if (digesting) {
                direct.get(0, bytes, 0, count);
                digest.update(bytes, 0, count);
            }
            written = Math.max(written, writeData(to, position, count));
            position += count;
        }
        length = position;
        if (to != null && written < position) {
            to.setSize(position);
        }
    }

    private void digestZeros(long count) throws InterruptedException {
        for (long left = count; left > 0; left -= Math.min(left, BUFFER)) {
            Interrupts.check("reading content");
            digest.update(ZEROS, 0, (int) Math.min(left, BUFFER));
        }
    }

    /** Fills the buffer at most to its end, and so that the content in it ends at the end of a block. */
    private int fill(Source source, long position, long size) throws IOException {
        int room = (int) Math.min(BUFFER - (position & (BLOCK - 1)), size - position);
        direct.clear().limit(room);
        while (direct.hasRemaining() && source.read(direct, position + direct.position()) > 0) {
            // A source may return less than the buffer has room for.
        }
        return direct.position();
    }

    /** Writes the stretches that are not blocks of zeros; returns the end of the last stretch. */
    private long writeData(@Nullable NewFile to, long position, int count) throws IOException {
        long end = 0;
        int at = 0;
        while (at < count) {
            int from = at;
            while (at < count && !isHole(at, position, count)) {
                at = Math.min(count, at + toBlockEnd(position + at));
            }
            if (at > from && to != null) {
                to.write(direct.duplicate().limit(at).position(from), position + from);
            }
            end = at > from ? position + at : end;
            while (at < count && isHole(at, position, count)) {
                at += BLOCK;
                zeroBytes += BLOCK;
            }
        }
        return end;
    }

    private static int toBlockEnd(long position) {
        return BLOCK - (int) (position & (BLOCK - 1));
    }

    private boolean isHole(int at, long position, int count) {
        return count - at >= BLOCK
                && direct.get(at) == 0
                && (position + at & (BLOCK - 1)) == 0
                && direct.slice(at, BLOCK).mismatch(ZERO_BLOCK) < 0;
    }
}
