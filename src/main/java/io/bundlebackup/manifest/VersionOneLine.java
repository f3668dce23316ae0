package io.bundlebackup.manifest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of version 1.0 for the sort.
 *
 * @param number of the line in the stream as it came, from 1
 * @param directory whether it is one
 * @param entry its entry in version 2.0; null if it is left out
 */
record VersionOneLine(
        long number,
        RawPath path,
        boolean directory,
        @Nullable Entry entry) {
    private static final int DIRECTORY = 1;
    private static final int KEPT = 2;
    private static final int USER_TAR = 4;
    private static final int HASHED = 8;
    private static final int HASH = 32;
    private static final int HEAD = 1 + Long.BYTES + Short.BYTES + 2 * Long.BYTES;

    /** The order of lines as bytes: that of their paths. */
    static int compare(byte[] a, byte[] b) {
        return RawPath.compare(a, pathFrom(a), a.length, b, pathFrom(b), b.length);
    }

    private static int pathFrom(byte[] bytes) {
        return (bytes[0] & HASHED) == 0 ? HEAD : HEAD + HASH;
    }

    byte[] bytes() {
        String sha256 = entry == null ? null : entry.sha256();
        var bytes = ByteBuffer.allocate(HEAD + (sha256 == null ? 0 : HASH) + path.length());
        int flags = (directory ? DIRECTORY : 0)
                | (entry == null ? 0 : KEPT)
                | (entry != null && entry.userTar() ? USER_TAR : 0)
                | (sha256 == null ? 0 : HASHED);
        bytes.put((byte) flags).putLong(number);
        bytes.putShort((short) (entry == null ? 0 : entry.mode()));
        bytes.putLong(entry == null ? 0 : entry.size());
        bytes.putLong(entry == null ? 0 : entry.mtimeSeconds());
        if (sha256 != null) {
            bytes.put(HexFormat.of().parseHex(sha256));
        }
        return bytes.put(path.bytes()).array();
    }

    static VersionOneLine of(byte[] line) {
        var bytes = ByteBuffer.wrap(line);
        int flags = bytes.get();
        long number = bytes.getLong();
        int mode = bytes.getShort() & 0xffff;
        long size = bytes.getLong();
        long mtime = bytes.getLong();
        int from = pathFrom(line);
        String sha256 = from == HEAD ? null : HexFormat.of().formatHex(line, HEAD, from);
        RawPath path = RawPath.owning(Arrays.copyOfRange(line, from, line.length));
        Entry entry = (flags & KEPT) == 0 ? null : entry(path, mode, size, mtime, sha256, (flags & USER_TAR) != 0);
        return new VersionOneLine(number, path, (flags & DIRECTORY) != 0, entry);
    }

    /** An entry of version 2.0 that says nothing beyond version 1.0. */
    static Entry entry(RawPath path, int mode, long size, long mtime, @Nullable String sha256, boolean userTar) {
        return new Entry(path, mode, size, new UnixTime(mtime, 0), sha256, userTar, null, 0, 0, 0, null, List.of(), "");
    }
}
