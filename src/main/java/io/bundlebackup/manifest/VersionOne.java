package io.bundlebackup.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Converts version 1.0 of the format, as OpenHarmony writes it, to version 2.0. Two header lines, then lines of eight
 * columns, or seven
 * without {@code encodeFlag}; they end with LF or CRLF, come in any order, and their paths may be absolute: a leading {@code /} is dropped.
 *
 * <p>Values that version 1.0 does not have are empty in 2.0: no nanoseconds, an empty ctime (so that the next scan compares
 * the content), inode and owner 0, no {@code fileName}. Symbolic links, whose targets are unknown, and regular files without
 * a hash are left out and so delivered again. Sizes of directories are ignored.
 *
 * <p>As in {@link ManifestReader}, every violation of the format is an {@link InvalidManifestException} with the line number
 * in the stream, also a path that occurs twice or lies under an entry that is not a directory. Unlike version 2.0, a last
 * line without its newline is accepted: the last column is a mandatory digit, so a truncated line is still detected. A stream
 * that is truncated between two lines cannot be detected.
 */
public final class VersionOne {
    private static final byte[] BEGIN = "version=1.0&".getBytes(StandardCharsets.US_ASCII);

    private VersionOne() {}

    /** Whether a stream begins as version 1.0 does. The stream has to support marks; its position does not change. */
    public static boolean begins(InputStream in) throws IOException {
        in.mark(BEGIN.length);
        try {
            return Arrays.equals(in.readNBytes(BEGIN.length), BEGIN);
        } finally {
            in.reset();
        }
    }

    /**
     * Reads version 1.0 and writes version 2.0, in bounded memory. Closes neither stream; after an exception the output is
     * not usable.
     *
     * @param header what the written manifest says of itself, since version 1.0 says nothing
     * @param scratch a file that does not exist, for the case that there are many lines; removed before this returns. It becomes about as
     *     large as the stream, beyond 1.5 GiB twice that
     * @throws InvalidManifestException if what is read is not valid
     */
    public static void convert(InputStream in, ManifestHeader header, OutputStream out, Path scratch)
            throws IOException {
        try (var lines = new ExternalSort(scratch, VersionOneLine::compare)) {
            read(new LineInput(in), lines);
            lines.sort();
            write(lines, header, out);
        }
    }

    private static void read(LineInput in, ExternalSort lines) throws IOException {
        if (!in.nextOrRest()) {
            throw new InvalidManifestException(1, "the manifest is empty");
        }
        try {
            int attributes = VersionOneParser.attributes(VersionOneParser.text(in));
            if (!in.nextOrRest()) {
                throw new InvalidManifestException(2, "the second line does not name the columns of version 1.0");
            }
            var parser = VersionOneParser.of(attributes, VersionOneParser.text(in));
            while (in.nextOrRest()) {
                lines.add(parser.parse(in).bytes());
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(in.line(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void write(ExternalSort lines, ManifestHeader header, OutputStream out) throws IOException {
        // Lines that are left out must not occur twice or lie above another line either.
        var order = new EntryOrder();
        var writer = new ManifestWriter(out, header);
        for (byte[] next = lines.next(); next != null; next = lines.next()) {
            var line = VersionOneLine.of(next);
            try {
                order.accept(line.path(), line.directory());
            } catch (IllegalArgumentException e) {
                throw new InvalidManifestException(line.number(), String.valueOf(e.getMessage()), e);
            }
            Entry entry = line.entry();
            if (entry != null) {
                writer.write(entry);
            }
        }
        writer.flush();
    }
}
