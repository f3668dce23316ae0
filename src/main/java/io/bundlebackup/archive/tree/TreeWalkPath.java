package io.bundlebackup.archive.tree;

import java.util.Arrays;

/** The path of the current entry of a walk, which grows and shrinks by names. Empty means the root, {@code .}. */
final class TreeWalkPath {
    /** Bytes of the longest path that a walk descends to. */
    static final int LONGEST = 1 << 20;

    private static final byte[] ROOT = {'.'};

    private byte[] bytes = new byte[512];
    private int length;

    void append(byte[] name) {
        int slash = length == 0 ? 0 : 1;
        int needed = length + slash + name.length;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed * 2);
        }
        if (slash == 1) {
            bytes[length] = '/';
        }
        System.arraycopy(name, 0, bytes, length + slash, name.length);
        length = needed;
    }

    void cut(int newLength) {
        length = newLength;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return length == 0 ? ROOT.clone() : Arrays.copyOf(bytes, length);
    }
}
