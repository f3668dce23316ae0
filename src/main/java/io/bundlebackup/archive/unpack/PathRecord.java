package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.RawPath;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The format of records that are sorted by a path: the length of the path in two bytes, the path, the rest. */
final class PathRecord {
    private PathRecord() {}

    /** A record of a path and the rest, in pieces. */
    static byte[] of(RawPath key, byte[]... rest) {
        int length = 2 + key.length();
        for (byte[] part : rest) {
            length += part.length;
        }
        var bytes = ByteBuffer.allocate(length).putShort((short) key.length()).put(key.bytes());
        for (byte[] part : rest) {
            bytes.put(part);
        }
        return bytes.array();
    }

    /** The position where the rest begins. */
    static int keyEnd(byte[] bytes) {
        return 2 + ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
    }

    static RawPath key(byte[] bytes) {
        return RawPath.of(Arrays.copyOfRange(bytes, 2, keyEnd(bytes)));
    }

    static int compareKeys(byte[] a, byte[] b) {
        return RawPath.compare(a, 2, keyEnd(a), b, 2, keyEnd(b));
    }
}
