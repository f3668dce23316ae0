package io.bundlebackup.archive.unpack;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** A bit for each line of a manifest; 1.25 MB for ten million lines. Thread-safe. */
final class LineBitmap {
    private static final int BITS = 5;

    private final AtomicIntegerArray words;

    LineBitmap(long lines) {
        words = new AtomicIntegerArray(Math.toIntExact((lines >>> BITS) + 1));
    }

    /** Marks a line; returns whether it was not marked before. */
    boolean mark(long line) {
        int bit = 1 << line;
        return (words.getAndUpdate((int) (line >>> BITS), word -> word | bit) & bit) == 0;
    }

    boolean isMarked(long line) {
        return (words.get((int) (line >>> BITS)) & 1 << line) != 0;
    }
}
