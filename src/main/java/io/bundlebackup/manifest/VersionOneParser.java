package io.bundlebackup.manifest;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses lines of version 1.0. A malformed line is an {@link IllegalArgumentException} with a sentence. Not thread-safe. */
final class VersionOneParser {
    private static final Pattern FIRST_LINE = Pattern.compile("version=1\\.0&attrNum=([78])");
    /** OpenHarmony has two names for the seventh column; only one of them has the meaning of version 2.0. */
    private static final Pattern COLUMNS =
            Pattern.compile("path;mode;dir;size;mtime;hash;(?:usertar|isIncremental)(?:;encodeFlag)?");

    private static final int PATH = 0;
    private static final int MODE = 1;
    private static final int DIR = 2;
    private static final int SIZE = 3;
    private static final int MTIME = 4;
    private static final int HASH = 5;
    private static final int USER_TAR = 6;
    private static final int ENCODE_FLAG = 7;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;

    private final LineSplitter columns;
    private final boolean hasUserTar;
    private final boolean hasEncodeFlag;

    private VersionOneParser(String names, boolean hasUserTar, boolean hasEncodeFlag) {
        this.columns = new LineSplitter(names);
        this.hasUserTar = hasUserTar;
        this.hasEncodeFlag = hasEncodeFlag;
    }

    /** The number of columns that the first line states. */
    static int attributes(String line) {
        var form = FIRST_LINE.matcher(line);
        if (!form.matches()) {
            throw new IllegalArgumentException("the header is not version=1.0&attrNum=8, or 7");
        }
        return Integer.parseInt(form.group(1));
    }

    /** @param line the second line of the manifest */
    static VersionOneParser of(int attributes, String line) {
        if (!COLUMNS.matcher(line).matches() || line.split(";").length != attributes) {
            throw new IllegalArgumentException(
                    "the second line does not name the " + attributes + " columns of version 1.0");
        }
        return new VersionOneParser(line, line.contains(";usertar"), attributes > ENCODE_FLAG);
    }

    /** A line of the header without its end of line. */
    static String text(LineInput in) {
        String text = in.text();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    VersionOneLine parse(LineInput in) {
        int to = in.to() > in.from() && in.bytes()[in.to() - 1] == '\r' ? in.to() - 1 : in.to();
        columns.split(in.bytes(), in.from(), to);
        RawPath path = path(hasEncodeFlag && columns.flag(ENCODE_FLAG));
        int mode = (int) columns.number(MODE, 0, 0xffff);
        boolean directory = columns.flag(DIR);
        if (directory != ((mode & TYPE) == DIRECTORY)) {
            throw new IllegalArgumentException("the columns mode and dir contradict each other");
        }
        return new VersionOneLine(in.line(), path, directory, entry(path, mode));
    }

    private @Nullable Entry entry(RawPath path, int mode) {
        long size = columns.number(SIZE, 0, Long.MAX_VALUE);
        long mtime = columns.number(MTIME, Long.MIN_VALUE, Long.MAX_VALUE);
        boolean userTar = columns.flag(USER_TAR) && hasUserTar;
        int type = mode & TYPE;
        if (type == SYMBOLIC_LINK || type == REGULAR && columns.isEmpty(HASH)) {
            return null;
        }
        return VersionOneLine.entry(path, mode, type == DIRECTORY ? 0 : size, mtime, hash(), userTar);
    }

    private RawPath path(boolean encoded) {
        byte[] bytes = columns.bytes();
        int from = columns.from(PATH);
        int to = columns.to(PATH);
        byte[] path = encoded ? RawText.decode(bytes, from, to) : Arrays.copyOfRange(bytes, from, to);
        if (path.length == 1 && path[0] == '/') {
            return RawPath.ROOT;
        }
        return RawPath.owning(path.length > 0 && path[0] == '/' ? Arrays.copyOfRange(path, 1, path.length) : path);
    }

    private @Nullable String hash() {
        if (columns.isEmpty(HASH)) {
            return null;
        }
        if (columns.to(HASH) - columns.from(HASH) != 64) {
            throw columns.wrong(HASH, "64 hexadecimal digits");
        }
        return columns.latin(HASH).toLowerCase(Locale.ROOT);
    }
}
