package io.bundlebackup.archive.tar;

import java.util.Arrays;

/**
 * The stretches of data of a sparse file, in order, with holes between them. A malformed map is an {@link
 * IllegalArgumentException} with a sentence. Not thread-safe.
 */
final class SparseMap {
    private final int most;
    private long[] numbers = new long[16];
    private int length;
    private long end;
    private long dataBytes;

    /** @param most the most stretches; memory is used only for stretches that the archive has */
    SparseMap(int most) {
        this.most = most;
    }

    /** Adds a stretch of data, which may be empty, after the others. */
    void add(long offset, long bytes) {
        if (offset < end || bytes > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("the map of the sparse file is out of order");
        }
        end = offset + bytes;
        if (bytes == 0) {
            return;
        }
        if (length == 2L * most) {
            throw new IllegalArgumentException("the sparse file has more than " + most + " stretches of data");
        }
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
        }
        dataBytes += bytes;
        numbers[length++] = offset;
        numbers[length++] = end;
    }

    /** Ends the map. */
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
