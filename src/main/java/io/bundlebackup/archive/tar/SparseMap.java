package io.bundlebackup.archive.tar;

import java.util.Arrays;

/**
 * Where in a sparse file there is data, in order; between lie holes. What is wrong comes as an {@link IllegalArgumentException} with a
 * sentence. Not thread-safe.
 */
final class SparseMap {
    /** So many stretches of data are 16 MiB of memory, and only as many are kept as the archive really has. */
    static final int MAX_STRETCHES = 1 << 20;

    private long[] numbers = new long[16];
    private int length;
    private long end;
    private long dataBytes;

    /** Adds a stretch of data, perhaps an empty one, after the others. */
    void add(long offset, long bytes) {
        if (offset < end || bytes > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("the map of the sparse file is out of order");
        }
        end = offset + bytes;
        if (bytes == 0) {
            return;
        }
        if (length == 2 * MAX_STRETCHES) {
            throw new IllegalArgumentException("the sparse file has more than " + MAX_STRETCHES + " stretches of data");
        }
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
        }
        dataBytes += bytes;
        numbers[length++] = offset;
        numbers[length++] = end;
    }

    /** Says that there are no more. */
    void requireFit(long size, long stored) {
        if (end > size) {
            throw new IllegalArgumentException("the map of the sparse file goes beyond its size");
        }
        if (dataBytes != stored) {
            throw new IllegalArgumentException(
                    "the map of the sparse file has " + dataBytes + " bytes of data and the archive " + stored);
        }
    }

    int stretches() {
        return length / 2;
    }

    long from(int stretch) {
        return numbers[2 * stretch];
    }

    long to(int stretch) {
        return numbers[2 * stretch + 1];
    }
}
