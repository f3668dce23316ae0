package io.bundlebackup.manifest;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An extended attribute; name (with its namespace, such as {@code user.}) and value are bytes. The arrays are not copied:
 * never write
 * into them.
 *
 * @param name 1 to 255 bytes without NUL
 * @param value any bytes, at most 65,536
 */
public record Xattr(byte[] name, byte[] value) implements Comparable<Xattr> {
    static final int MAX_NAME = 255;
    static final int MAX_VALUE = 1 << 16;

    /** The longest column of all attributes of an entry; see {@link #fit}. */
    static final int MAX_COLUMN = 900_000;

    public Xattr {
        if (name.length == 0 || name.length > MAX_NAME) {
            throw new IllegalArgumentException("the name of an extended attribute has " + name.length + " bytes");
        }
        if (value.length > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the extended attribute " + RawText.shown(name) + " has more than " + MAX_VALUE + " bytes");
        }
        for (byte b : name) {
            if (b == 0) {
                throw new IllegalArgumentException("the name of an extended attribute holds a NUL byte");
            }
        }
    }

    /**
     * Whether all these fit into one line of a manifest: names percent-encoded and values in base64 in at most 900,000 characters.
     * File systems that keep attributes in the inode or one block stay far below.
     */
    public static boolean fit(List<Xattr> xattrs) {
        long length = 0;
        for (Xattr xattr : xattrs) {
            length += 3L * xattr.name.length + (xattr.value.length + 2L) / 3 * 4 + 2;
        }
        return length <= MAX_COLUMN;
    }

    /** By the bytes of the name, unsigned. */
    @Override
    public int compareTo(Xattr other) {
        return Arrays.compareUnsigned(name, other.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Xattr xattr && Arrays.equals(name, xattr.name) && Arrays.equals(value, xattr.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(name) + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return RawText.shown(name) + " (" + value.length + " bytes)";
    }
}
