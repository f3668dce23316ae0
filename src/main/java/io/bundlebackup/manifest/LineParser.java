package io.bundlebackup.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a line apart. What is wrong comes as an {@link IllegalArgumentException} with a sentence, here or from {@link Entry}. Not
 * thread-safe.
 */
final class LineParser {
    private static final String[] NAMES = ManifestHeader.COLUMNS.split(";");
    private static final int COLUMNS = NAMES.length;
    private static final int PATH = 0;
    private static final int MODE = 1;
    private static final int DIR = 2;
    private static final int SIZE = 3;
    private static final int MTIME = 4;
    private static final int HASH = 5;
    private static final int USER_TAR = 6;
    private static final int ENCODE_FLAG = 7;
    private static final int MTIME_NANOS = 8;
    private static final int CTIME = 9;
    private static final int CTIME_NANOS = 10;
    private static final int INODE = 11;
    private static final int UID = 12;
    private static final int GID = 13;
    private static final int LINK = 14;
    private static final int XATTRS = 15;
    private static final int FILE_NAME = 16;
    private static final int MAX_NANOS = 999_999_999;
    private static final long MAX_ID = 0xffff_ffffL;

    private final int[] ends = new int[COLUMNS];
    private byte[] bytes = {};
    private int start;
    private String lastFileName = "";

    Entry parse(byte[] buffer, int from, int to) {
        bytes = buffer;
        start = from;
        split(to);
        boolean encoded = flag(ENCODE_FLAG);
        var entry = new Entry(
                RawPath.owning(text(PATH, encoded)),
                (int) number(MODE, 0, 0xffff),
                number(SIZE, 0, Long.MAX_VALUE),
                new UnixTime(number(MTIME, Long.MIN_VALUE, Long.MAX_VALUE), (int) number(MTIME_NANOS, 0, MAX_NANOS)),
                hash(),
                flag(USER_TAR),
                ctime(),
                unsigned(INODE),
                number(UID, 0, MAX_ID),
                number(GID, 0, MAX_ID),
                isEmpty(LINK) ? null : new Link(text(LINK, encoded)),
                xattrs(),
                fileName());
        if (flag(DIR) != entry.isDirectory()) {
            throw new IllegalArgumentException("the columns mode and dir contradict each other");
        }
        if (entry.isRegularFile() && entry.sha256() == null) {
            throw new IllegalArgumentException(
                    "the regular file " + RawText.shown(entry.path().bytes()) + " has no hash");
        }
        return entry;
    }

    private void split(int to) {
        int columns = 0;
        for (int i = start; i < to; i++) {
            if (bytes[i] == ';') {
                if (columns < COLUMNS) {
                    ends[columns] = i;
                }
                columns++;
            }
        }
        if (columns + 1 != COLUMNS) {
            throw new IllegalArgumentException("the line has " + (columns + 1) + " columns instead of " + COLUMNS);
        }
        ends[COLUMNS - 1] = to;
    }

    private int from(int column) {
        return column == 0 ? start : ends[column - 1] + 1;
    }

    private boolean isEmpty(int column) {
        return from(column) == ends[column];
    }

    private String latin(int column) {
        return new String(bytes, from(column), ends[column] - from(column), StandardCharsets.ISO_8859_1);
    }

    private static IllegalArgumentException wrong(int column, String expected) {
        return new IllegalArgumentException("the column " + NAMES[column] + " is not " + expected);
    }

    private byte[] text(int column, boolean encoded) {
        int from = from(column);
        int to = ends[column];
        if (encoded) {
            return RawText.decode(bytes, from, to);
        }
        if (RawText.needsEncoding(bytes, from, to)) {
            throw wrong(column, "plain UTF-8 without \"%\" and control characters, although encodeFlag is 0");
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private boolean flag(int column) {
        int from = from(column);
        if (ends[column] - from != 1 || bytes[from] != '0' && bytes[from] != '1') {
            throw wrong(column, "0 or 1");
        }
        return bytes[from] == '1';
    }

    /** A decimal number without sign (but a minus), space or empty columns. */
    private long number(int column, long min, long max) {
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

    private long unsigned(int column) {
        if (ends[column] - from(column) < 19) {
            return number(column, 0, Long.MAX_VALUE);
        }
        String digits = latin(column);
        try {
            if (digits.charAt(0) != '+') {
                return Long.parseUnsignedLong(digits);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    wrong(column, "a number from 0 to 18446744073709551615").getMessage(), e);
        }
        throw wrong(column, "a number from 0 to 18446744073709551615");
    }

    private @Nullable String hash() {
        if (isEmpty(HASH)) {
            return null;
        }
        int from = from(HASH);
        if (ends[HASH] - from != 64) {
            throw wrong(HASH, "64 hexadecimal digits");
        }
        return latin(HASH);
    }

    private @Nullable UnixTime ctime() {
        if (isEmpty(CTIME) && isEmpty(CTIME_NANOS)) {
            return null;
        }
        return new UnixTime(number(CTIME, Long.MIN_VALUE, Long.MAX_VALUE), (int) number(CTIME_NANOS, 0, MAX_NANOS));
    }

    /** Neighbours lie in the same part mostly: one string for all of them. */
    private String fileName() {
        int from = from(FILE_NAME);
        int length = ends[FILE_NAME] - from;
        boolean same = length == lastFileName.length();
        for (int i = 0; same && i < length; i++) {
            same = bytes[from + i] == lastFileName.charAt(i);
        }
        if (!same) {
            lastFileName = latin(FILE_NAME);
        }
        return lastFileName;
    }

    private List<Xattr> xattrs() {
        if (isEmpty(XATTRS)) {
            return List.of();
        }
        var xattrs = new ArrayList<Xattr>();
        int to = ends[XATTRS];
        for (int from = from(XATTRS); from <= to; ) {
            int end = indexOf(',', from, to);
            Xattr xattr = xattr(from, end);
            if (!xattrs.isEmpty() && xattrs.getLast().compareTo(xattr) >= 0) {
                throw wrong(XATTRS, "sorted by name, each name once");
            }
            xattrs.add(xattr);
            from = end + 1;
        }
        return xattrs;
    }

    private Xattr xattr(int from, int to) {
        int colon = indexOf(':', from, to);
        if (colon == to) {
            throw wrong(XATTRS, "name:base64 joined by commas");
        }
        byte[] name = Arrays.copyOfRange(bytes, from, colon);
        for (byte b : name) {
            if (b != '%' && RawText.isEscaped(b)) {
                throw wrong(XATTRS, "percent-encoded");
            }
        }
        try {
            byte[] value = Base64.getDecoder().decode(Arrays.copyOfRange(bytes, colon + 1, to));
            return new Xattr(RawText.decode(name, 0, name.length), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the column xattrs holds a bad name or value: " + e.getMessage(), e);
        }
    }

    private int indexOf(char c, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != c) {
            i++;
        }
        return i;
    }
}
