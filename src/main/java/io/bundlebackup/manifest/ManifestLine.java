package io.bundlebackup.manifest;

import org.jspecify.annotations.Nullable;

/** Converts one entry to one line and back. */
public final class ManifestLine {
    /** The longest line, without its newline; no {@link Entry} makes a longer one, and none is read. */
    public static final int MAX_LENGTH = 1 << 20;

    private ManifestLine() {}

    /**
     * The entry as a line with its newline.
     *
     * @throws IllegalArgumentException if it is a regular file without a hash
     */
    public static byte[] render(Entry entry) {
        var line = new LineBuffer(256 + entry.path().length());
        append(line, entry);
        return line.copy();
    }

    /**
     * The entry of a line, which may end with its newline.
     *
     * @param number the line's number, for the exception only
     */
    public static Entry parse(byte[] line, long number) throws InvalidManifestException {
        int length = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        if (length > MAX_LENGTH) {
            throw new InvalidManifestException(number, "the line is longer than " + MAX_LENGTH + " bytes");
        }
        try {
            return new LineParser().parse(line, 0, length);
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(number, String.valueOf(e.getMessage()), e);
        }
    }

    static void append(LineBuffer line, Entry entry) {
        String sha256 = entry.sha256();
        if (sha256 == null && entry.isRegularFile()) {
            throw new IllegalArgumentException(
                    "the regular file " + RawText.shown(entry.path().bytes()) + " has no hash");
        }
        Link link = entry.link();
        boolean encoded = entry.path().needsEncoding() || link != null && link.needsEncoding();
        appendText(line, entry.path().bytes(), encoded);
        number(line, entry.mode());
        flag(line, entry.isDirectory());
        number(line, entry.size());
        number(line, entry.mtime().seconds());
        line.put(';');
        line.put(sha256 == null ? "" : sha256);
        flag(line, entry.userTar());
        flag(line, encoded);
        number(line, entry.mtime().nanos());
        time(line, entry.ctime());
        line.put(';');
        line.putUnsigned(entry.inode());
        number(line, entry.uid());
        number(line, entry.gid());
        line.put(';');
        if (link != null) {
            appendText(line, link.bytes(), encoded);
        }
        line.put(';');
        line.putXattrs(entry.xattrs());
        line.put(';');
        line.put(entry.fileName());
        line.put('\n');
    }

    private static void appendText(LineBuffer line, byte[] raw, boolean encoded) {
        if (encoded) {
            line.putPercentEncoded(raw);
        } else {
            line.put(raw);
        }
    }

    private static void number(LineBuffer line, long number) {
        line.put(';');
        line.put(number);
    }

    private static void flag(LineBuffer line, boolean set) {
        line.put(';');
        line.put(set ? '1' : '0');
    }

    private static void time(LineBuffer line, @Nullable UnixTime time) {
        line.put(';');
        if (time != null) {
            line.put(time.seconds());
        }
        line.put(';');
        if (time != null) {
            line.put((long) time.nanos());
        }
    }
}
