package io.bundlebackup.repository.blob;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The SHA-256 of the plain content of a blob, which is its name. Four numbers, big-endian, because indexes have millions of them. */
public record BlobId(long a, long b, long c, long d) implements Comparable<BlobId> {
    /** The length in bytes. */
    public static final int LENGTH = 32;

    /** @param digest 32 bytes */
    public static BlobId of(byte[] digest) {
        if (digest.length != LENGTH) {
            throw new IllegalArgumentException("an ID has " + LENGTH + " bytes, not " + digest.length);
        }
        return read(ByteBuffer.wrap(digest));
    }

    /** The next 32 bytes of a buffer. */
    public static BlobId read(ByteBuffer buffer) {
        return new BlobId(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /**
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException if the text is not an ID
     */
    public static BlobId parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public void write(ByteBuffer buffer) {
        buffer.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    public byte[] bytes() {
        var bytes = new byte[LENGTH];
        write(ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Override
    public int compareTo(BlobId o) {
        int order = Long.compareUnsigned(a, o.a);
        order = order != 0 ? order : Long.compareUnsigned(b, o.b);
        order = order != 0 ? order : Long.compareUnsigned(c, o.c);
        return order != 0 ? order : Long.compareUnsigned(d, o.d);
    }

    /** 64 lower-case hexadecimal digits, as in the files of a repository. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
