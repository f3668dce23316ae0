package io.bundlebackup.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses a line. A malformed line is an {@link IllegalArgumentException} with a sentence, from this class or from
 * {@link Entry}. Not thread-safe.
 */
final class LineParser {
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

    private final LineSplitter columns = new LineSplitter(ManifestHeader.COLUMNS);
    private String lastFileName = "";

    Entry parse(byte[] buffer, int from, int to) {
        columns.split(buffer, from, to);
        boolean encoded = columns.flag(ENCODE_FLAG);
        var entry = new Entry(
                RawPath.owning(text(PATH, encoded)),
                (int) columns.number(MODE, 0, 0xffff),
                columns.number(SIZE, 0, Long.MAX_VALUE),
                time(MTIME, MTIME_NANOS),
                hash(),
                columns.flag(USER_TAR),
                columns.isEmpty(CTIME) && columns.isEmpty(CTIME_NANOS) ? null : time(CTIME, CTIME_NANOS),
                unsigned(INODE),
                columns.number(UID, 0, MAX_ID),
                columns.number(GID, 0, MAX_ID),
                columns.isEmpty(LINK) ? null : new Link(text(LINK, encoded)),
                xattrs(),
                fileName());
        if (columns.flag(DIR) != entry.isDirectory()) {
            throw new IllegalArgumentException("the columns mode and dir contradict each other");
        }
        if (entry.isRegularFile() && entry.sha256() == null) {
            throw new IllegalArgumentException(
                    "the regular file " + RawText.shown(entry.path().bytes()) + " has no hash");
        }
        return entry;
    }

    private byte[] text(int column, boolean encoded) {
        byte[] bytes = columns.bytes();
        int from = columns.from(column);
        int to = columns.to(column);
        if (encoded) {
            return RawText.decode(bytes, from, to);
        }
        if (RawText.needsEncoding(bytes, from, to)) {
            throw columns.wrong(column, "plain UTF-8 without \"%\" and control characters, although encodeFlag is 0");
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private UnixTime time(int seconds, int nanos) {
        return new UnixTime(
                columns.number(seconds, Long.MIN_VALUE, Long.MAX_VALUE), (int) columns.number(nanos, 0, MAX_NANOS));
    }

    private long unsigned(int column) {
        if (columns.to(column) - columns.from(column) < 19) {
            return columns.number(column, 0, Long.MAX_VALUE);
        }
        String digits = columns.latin(column);
        try {
            if (digits.charAt(0) != '+') {
                return Long.parseUnsignedLong(digits);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    columns.wrong(column, "a number from 0 to 18446744073709551615")
                            .getMessage(),
                    e);
        }
        throw columns.wrong(column, "a number from 0 to 18446744073709551615");
    }

    private @Nullable String hash() {
        if (columns.isEmpty(HASH)) {
            return null;
        }
        if (columns.to(HASH) - columns.from(HASH) != 64) {
            throw columns.wrong(HASH, "64 hexadecimal digits");
        }
        return columns.latin(HASH);
    }

    /** Consecutive lines mostly have the same file name, so they share one string. */
    private String fileName() {
        int from = columns.from(FILE_NAME);
        int length = columns.to(FILE_NAME) - from;
        boolean same = length == lastFileName.length();
        for (int i = 0; same && i < length; i++) {
            same = columns.bytes()[from + i] == lastFileName.charAt(i);
        }
        if (!same) {
            lastFileName = columns.latin(FILE_NAME);
        }
        return lastFileName;
    }

    private List<Xattr> xattrs() {
        if (columns.isEmpty(XATTRS)) {
            return List.of();
        }
        var xattrs = new ArrayList<Xattr>();
        int to = columns.to(XATTRS);
        for (int from = columns.from(XATTRS); from <= to; ) {
            int end = indexOf(',', from, to);
            Xattr xattr = xattr(from, end);
            if (!xattrs.isEmpty() && xattrs.getLast().compareTo(xattr) >= 0) {
                throw columns.wrong(XATTRS, "sorted by name, each name once");
            }
            xattrs.add(xattr);
            from = end + 1;
        }
        return xattrs;
    }

    private Xattr xattr(int from, int to) {
        int colon = indexOf(':', from, to);
        if (colon == to) {
            throw columns.wrong(XATTRS, "name:base64 joined by commas");
        }
        byte[] name = Arrays.copyOfRange(columns.bytes(), from, colon);
        for (byte b : name) {
            if (b != '%' && RawText.isEscaped(b)) {
                throw columns.wrong(XATTRS, "percent-encoded");
            }
        }
        try {
            byte[] value = Base64.getDecoder().decode(Arrays.copyOfRange(columns.bytes(), colon + 1, to));
            return new Xattr(RawText.decode(name, 0, name.length), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the column xattrs holds a bad name or value: " + e.getMessage(), e);
        }
    }

    private int indexOf(char c, int from, int to) {
        int i = from;
        while (i < to && columns.bytes()[i] != c) {
            i++;
        }
        return i;
    }
}
