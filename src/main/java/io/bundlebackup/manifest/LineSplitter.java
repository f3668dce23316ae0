package io.bundlebackup.manifest;

import java.nio.charset.StandardCharsets;

/**
 * The columns of a line; parses a column only when it is read. A malformed column is an {@link IllegalArgumentException} with
 * a sentence. Not thread-safe.
 */
final class LineSplitter {
    private final String[] names;
    private final int[] ends;
    private byte[] bytes = {};
    private int start;

    /** @param names of the columns, joined by semicolons */
    LineSplitter(String names) {
        this.names = names.split(";");
        this.ends = new int[this.names.length];
    }

    /** Splits a line, which is not copied. */
    void split(byte[] buffer, int from, int to) {
        bytes = buffer;
        start = from;
        int columns = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == ';') {
                if (columns < ends.length) {
                    ends[columns] = i;
                }
                columns++;
            }
        }
        if (columns + 1 != ends.length) {
            throw new IllegalArgumentException("the line has " + (columns + 1) + " columns instead of " + ends.length);
        }
        ends[columns] = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int from(int column) {
        return column == 0 ? start : ends[column - 1] + 1;
    }

    int to(int column) {
        return ends[column];
    }

    boolean isEmpty(int column) {
        return from(column) == ends[column];
    }

    String latin(int column) {
        return new String(bytes, from(column), ends[column] - from(column), StandardCharsets.ISO_8859_1);
    }

    IllegalArgumentException wrong(int column, String expected) {
        return new IllegalArgumentException("the column " + names[column] + " is not " + expected);
    }

    boolean flag(int column) {
        int from = from(column);
        if (ends[column] - from != 1 || bytes[from] != '0' && bytes[from] != '1') {
            throw wrong(column, "0 or 1");
        }
        return bytes[from] == '1';
    }

    /** A decimal number without sign (but a minus), space or empty columns. */
    long number(int column, long min, long max) {
        int from = from(column);
        int to = ends[column];
        boolean negative = from < to && bytes[from] == '-' && min < 0;
        long value = 0;
        int i = negative ? from + 1 : from;
        boolean good = i < to;
        // Counted below zero, where one more number fits than above.
        for (; good && i < to; i++) {
            int digit = bytes[i] - '0';
            good = digit >= 0 && digit <= 9 && value >= (Long.MIN_VALUE + digit) / 10;
            value = value * 10 - digit;
        }
        good = good && (negative || value != Long.MIN_VALUE);
        long number = negative ? value : -value;
        if (!good || number < min || number > max) {
            throw wrong(column, "a number from " + min + " to " + max);
        }
        return number;
    }
}
