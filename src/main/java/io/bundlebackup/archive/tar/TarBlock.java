package io.bundlebackup.archive.tar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A header block for reading: ustar, GNU, or older than both. A malformed field is an {@link IllegalArgumentException} with a
 * sentence. Not thread-safe.
 */
final class TarBlock {
    private static final int NAME = 0;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int MTIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int STAR_MAGIC = 508;

    private final byte[] bytes = new byte[TarHeader.BLOCK];

    byte[] bytes() {
        return bytes;
    }

    /** The compression format if the bytes are the start of compressed data; otherwise null. */
    @Nullable
    String compression() {
        if (has(0, "\u001f\u008b")) {
            return "gzip";
        }
        if (has(0, "BZh")) {
            return "bzip2";
        }
        if (has(0, "\u00fd7zXZ\0")) {
            return "xz";
        }
        return has(0, "(\u00b5/\u00fd") ? "zstd" : has(0, "PK\u0003\u0004") ? "zip" : null;
    }

    boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Some old tars added up signed bytes. */
    void requireChecksum() {
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : bytes[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long stored = TarNumbers.field(bytes, CHECKSUM, 8, "checksum");
        if (stored != unsigned && stored != signed) {
            throw new IllegalArgumentException("a header of the archive has a wrong checksum");
        }
    }

    char type() {
        return (char) (bytes[TYPE] & 0xff);
    }

    /** Whether the fields behind the magic are those of GNU tar. */
    boolean isGnu() {
        return has(MAGIC, "ustar  ");
    }

    byte[] name() {
        byte[] name = text(NAME, 100);
        if (!has(MAGIC, "ustar\0") || bytes[PREFIX] == 0) {
            return name;
        }
        byte[] prefix = text(PREFIX, has(STAR_MAGIC, "tar\0") ? 131 : 155);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    byte[] link() {
        return text(LINK, 100);
    }

    private byte[] text(int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, from, end);
    }

    private boolean has(int from, String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if ((bytes[from + i] & 0xff) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    int mode() {
        return (int) TarNumbers.field(bytes, MODE, 8, "mode") & 07777;
    }

    long uid() {
        return TarNumbers.field(bytes, UID, 8, "uid");
    }

    long gid() {
        return TarNumbers.field(bytes, GID, 8, "gid");
    }

    long size() {
        long size = TarNumbers.field(bytes, SIZE, 12, "size");
        if (size < 0) {
            throw new IllegalArgumentException("the size is negative");
        }
        return size;
    }

    long mtime() {
        return TarNumbers.field(bytes, MTIME, 12, "mtime");
    }
}
