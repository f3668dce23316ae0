package io.bundlebackup.manifest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A path relative to the root of a bundle's data, as bytes: file names are bytes, not text. Never empty, never absolute, without
 * empty segments, {@code .}, {@code ..} or NUL; at most {@value #MAX_LENGTH} bytes, each name at most {@value #MAX_NAME_LENGTH}.
 * The root itself is {@link #ROOT}, written {@code .}.
 *
 * <p>The order is the manifest's: the root first, then by raw bytes (unsigned) with {@code /} below every other byte, so that the
 * entries of a directory directly follow the directory ({@code a}, {@code a/b}, {@code a!}).
 *
 * <p>Immutable and thread-safe if the caller does not write into {@link #bytes()}.
 */
public final class RawPath implements Comparable<RawPath> {
    public static final int MAX_LENGTH = 4096;
    public static final int MAX_NAME_LENGTH = 255;
    public static final RawPath ROOT = new RawPath(new byte[] {'.'});

    private final byte[] bytes;

    private RawPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The path of these bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are no path inside a root; the message is a sentence that names the reason
     */
    public static RawPath of(byte[] bytes) {
        return owning(bytes.clone());
    }

    /** The path of the UTF-8 bytes of a text, taken literally. */
    public static RawPath of(String text) {
        return owning(RawText.utf8(text));
    }

    /** As {@link #of(byte[])} without the copy: the caller gives the array away. */
    static RawPath owning(byte[] bytes) {
        if (bytes.length == 1 && bytes[0] == '.') {
            return ROOT;
        }
        if (bytes.length > MAX_LENGTH) {
            throw refusal(bytes, "is longer than " + MAX_LENGTH + " bytes");
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException("the path is empty");
        }
        if (bytes[0] == '/') {
            throw refusal(bytes, "leaves the root: it is absolute");
        }
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                checkName(bytes, start, i);
                start = i + 1;
            }
        }
        return new RawPath(bytes);
    }

    /**
     * The path of a text from a manifest or from JSON.
     *
     * @param encoded whether the text is percent-encoded ({@code encodeFlag} 1); if not, it is taken literally
     * @throws IllegalArgumentException as {@link #of(byte[])}, and if the encoding is broken
     */
    public static RawPath decode(String text, boolean encoded) {
        byte[] bytes = RawText.utf8(text);
        return owning(encoded ? RawText.decode(bytes, 0, bytes.length) : bytes);
    }

    private static void checkName(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            throw refusal(bytes, "has an empty segment");
        }
        if (length > MAX_NAME_LENGTH) {
            throw refusal(bytes, "has a name longer than " + MAX_NAME_LENGTH + " bytes");
        }
        if (bytes[from] == '.' && length == 1) {
            throw refusal(bytes, "has a segment \".\"");
        }
        if (bytes[from] == '.' && length == 2 && bytes[from + 1] == '.') {
            throw refusal(bytes, "leaves the root: it has a segment \"..\"");
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                throw refusal(bytes, "holds a NUL byte");
            }
        }
    }

    private static IllegalArgumentException refusal(byte[] bytes, String reason) {
        return new IllegalArgumentException("the path " + RawText.shown(bytes) + " " + reason);
    }

    /**
     * The path of an entry of this directory.
     *
     * @throws IllegalArgumentException if the name is empty, {@code .}, {@code ..}, too long, or has {@code /} or NUL
     */
    public RawPath resolve(byte[] name) {
        for (byte b : name) {
            if (b == '/') {
                throw refusal(name, "is no single name");
            }
        }
        checkName(name, 0, name.length);
        if (isRoot()) {
            return new RawPath(name.clone());
        }
        int length = bytes.length + 1 + name.length;
        byte[] joined = Arrays.copyOf(bytes, length);
        joined[bytes.length] = '/';
        System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
        if (length > MAX_LENGTH) {
            throw refusal(joined, "is longer than " + MAX_LENGTH + " bytes");
        }
        return new RawPath(joined);
    }

    /** The bytes themselves, not a copy, for speed: never write into them. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isRoot() {
        return this == ROOT;
    }

    /** A copy of the last segment; of the root {@code .}. */
    public byte[] name() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /** The directory with this path; null for the root. */
    public @Nullable RawPath parent() {
        if (isRoot()) {
            return null;
        }
        int slash = lastSlash();
        return slash < 0 ? ROOT : new RawPath(Arrays.copyOf(bytes, slash));
    }

    /** Whether this path lies below the other one, at any depth; no path is under itself. */
    public boolean isUnder(RawPath directory) {
        if (directory.isRoot()) {
            return !isRoot();
        }
        int length = directory.bytes.length;
        return bytes.length > length
                && bytes[length] == '/'
                && Arrays.equals(bytes, 0, length, directory.bytes, 0, length);
    }

    private int lastSlash() {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '/') {
            i--;
        }
        return i;
    }

    /** Whether {@link #encoded()} is percent-encoded: the {@code encodeFlag} of a manifest and of JSON. */
    public boolean needsEncoding() {
        return RawText.needsEncoding(bytes);
    }

    /**
     * The path as text: plain UTF-8, or percent-encoded (upper case, ASCII) if it has {@code ;}, {@code %} or a control character
     * (below 0x20, 0x7f) or is not valid UTF-8.
     */
    public String encoded() {
        return RawText.text(bytes);
    }

    @Override
    public int compareTo(RawPath other) {
        return compare(bytes, 0, bytes.length, other.bytes, 0, other.bytes.length);
    }

    /** Compares paths in arrays; they need not be valid, but must not be empty. */
    public static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        boolean aRoot = aTo - aFrom == 1 && a[aFrom] == '.';
        boolean bRoot = bTo - bFrom == 1 && b[bFrom] == '.';
        if (aRoot || bRoot) {
            return Boolean.compare(bRoot, aRoot);
        }
        int at = Arrays.mismatch(a, aFrom, aTo, b, bFrom, bTo);
        if (at < 0) {
            return 0;
        }
        if (at >= aTo - aFrom || at >= bTo - bFrom) {
            return Integer.compare(aTo - aFrom, bTo - bFrom);
        }
        return Integer.compare(rank(a[aFrom + at]), rank(b[bFrom + at]));
    }

    /** No path has NUL, so its rank is free for the separator. */
    private static int rank(byte b) {
        return b == '/' ? 0 : b & 0xff;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As {@link #encoded()}: safe in a log line. */
    @Override
    public String toString() {
        return encoded();
    }
}
