package io.bundlebackup.archive.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A ustar header block for writing, reused for every header. A number that is too large for its field is written as the
 * largest that fits.
 */
final class TarHeader {
    static final int BLOCK = 512;
    static final int NAME_LENGTH = 100;
    static final long MAX_ID = 07777777;
    static final long MAX_SIZE = 077777777777L;
    static final long MAX_TIME = 077777777777L;

    static final char FILE = '0';
    static final char HARD_LINK = '1';
    static final char SYMBOLIC_LINK = '2';
    static final char DIRECTORY = '5';
    static final char EXTENDED = 'x';

    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int MTIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK_NAME = 157;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;
    private static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

    private final byte[] block = new byte[BLOCK];

    /** Begins the block with the fields of every header; name and type first. */
    TarHeader begin(byte[] name, char type) {
        Arrays.fill(block, (byte) 0);
        int length = Math.min(name.length, NAME_LENGTH);
        while (name.length > NAME_LENGTH && type != DIRECTORY && name[length - 1] == '/') {
            // Cut after a slash it would look like a directory to readers of old tars.
            length--;
        }
        System.arraycopy(name, 0, block, 0, length);
        block[TYPE] = (byte) type;
        System.arraycopy(USTAR, 0, block, MAGIC, USTAR.length);
        octal(DEVICE_MAJOR, 7, 0);
        octal(DEVICE_MINOR, 7, 0);
        return this;
    }

    TarHeader linkName(byte[] link) {
        System.arraycopy(link, 0, block, LINK_NAME, Math.min(link.length, NAME_LENGTH));
        return this;
    }

    TarHeader owner(int mode, long uid, long gid) {
        octal(MODE, 7, mode);
        octal(UID, 7, Math.min(uid, MAX_ID));
        octal(GID, 7, Math.min(gid, MAX_ID));
        return this;
    }

    /** Returns the block with its checksum; the array is reused for the next header. */
    byte[] end(long size, long mtime) {
        octal(SIZE, 11, Math.min(size, MAX_SIZE));
        octal(MTIME, 11, Math.clamp(mtime, 0, MAX_TIME));
        Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(CHECKSUM, 6, sum);
        block[CHECKSUM + 6] = 0;
        return block;
    }

    private void octal(int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }
}
