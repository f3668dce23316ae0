package io.bundlebackup.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Version 1.0 of the format, as the reference writes it, made into version 2.0. Two header lines, then lines of eight columns, or seven
 * without {@code encodeFlag}; they end with LF or CRLF, come in any order, and their paths may be absolute: a leading {@code /} is dropped.
 *
 * <p>What it does not say is nothing in 2.0 either: no nanoseconds, an empty ctime (so that the next scan looks at the content), inode and
 * owner 0, no {@code fileName}. Left out are symbolic links, whose targets nobody knows, and regular files without a hash: both are sent
 * again. Sizes of directories count for nothing.
 *
 * <p>Trusts nothing, as {@link ManifestReader}: whatever breaks the format, a path that stands twice and one under what is no directory
 * included, ends in an {@link InvalidManifestException} with the line of the stream as it came. One thing is accepted that version 2.0
 * refuses: a last line without its newline. The last column is one digit that cannot be left out, so a line that is cut off anywhere
 * before its newline is told by that. A stream that is cut off between two lines cannot be told from a shorter one.
 */
public final class VersionOne {
    private static final byte[] BEGIN = "version=1.0&".getBytes(StandardCharsets.US_ASCII);

    private VersionOne() {}

    /** Whether a stream begins as version 1.0 does. It has to support marks, and is where it was afterwards. */
    public static boolean begins(InputStream in) throws IOException {
        in.mark(BEGIN.length);
        try {
            return Arrays.equals(in.readNBytes(BEGIN.length), BEGIN);
        } finally {
            in.reset();
        }
    }

    /**
     * Reads version 1.0 and writes version 2.0, in bounded memory. Closes neither stream; when it throws, what was written is worthless.
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
        // What is left out of the result still may not stand twice, or above something.
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
