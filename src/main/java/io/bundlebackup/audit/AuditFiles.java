package io.bundlebackup.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names and the contents of a directory with an audit log: {@code audit.jsonl} is being written, {@code audit-<number of its first
 * line>.jsonl} are the files before it, and {@code audit.head} has number and hash of the newest line that was written. Without state.
 */
final class AuditFiles {
    static final String CURRENT = "audit.jsonl";
    static final String HEAD = "audit.head";

    private static final Pattern OLDER = Pattern.compile("audit-[0-9]{12,18}\\.jsonl");
    private static final Pattern HEAD_CONTENT = Pattern.compile("([0-9]{1,18}) ([0-9a-f]{64})\\s*");
    private static final Pattern START = Pattern.compile("(?s)\\{\"seq\":([0-9]{1,18}),.*");
    private static final int LONGEST_START = 32;

    private AuditFiles() {}

    static Path older(Path directory, long firstSeq) {
        return directory.resolve(String.format("audit-%012d.jsonl", firstSeq));
    }

    /** The files with lines, oldest first; the current file is the last. */
    static List<Path> list(Path directory) throws IOException {
        var files = new ArrayList<Path>();
        try (Stream<Path> names = Files.list(directory)) {
            names.filter(file -> OLDER.matcher(name(file)).matches()).sorted().forEach(files::add);
        }
        var current = directory.resolve(CURRENT);
        if (Files.exists(current)) {
            files.add(current);
        }
        return files;
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The newest line as it was noted, without its text; {@link AuditLine#NONE} if there is no readable note. */
    static AuditLine head(Path directory) throws IOException {
        try {
            var parts = HEAD_CONTENT.matcher(Files.readString(directory.resolve(HEAD), StandardCharsets.ISO_8859_1));
            return parts.matches()
                    ? new AuditLine(Long.parseLong(parts.group(1)), "", parts.group(2), "")
                    : AuditLine.NONE;
        } catch (NoSuchFileException e) {
            return AuditLine.NONE;
        }
    }

    /** What notes a line; always of the same length, so that a note is written over the one before. */
    static ByteBuffer headContent(AuditLine line) {
        return ByteBuffer.wrap(
                String.format("%018d %s\n", line.seq(), line.hash()).getBytes(StandardCharsets.US_ASCII));
    }

    /** The length of a file up to the end of its last whole line. */
    static long wholeLength(FileChannel file) throws IOException {
        var lines = new BackwardLines(file);
        lines.skipTorn();
        return lines.position();
    }

    /** The newest whole line of all files; {@link AuditLine#NONE} without one. */
    static AuditLine last(Path directory) throws IOException {
        for (var file : list(directory).reversed()) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                var lines = new BackwardLines(channel);
                lines.skipTorn();
                for (var text = lines.next(); text.isPresent(); text = lines.next()) {
                    var line = AuditLine.parse(text.get());
                    if (line.isPresent()) {
                        return line.get();
                    }
                }
            }
        }
        return AuditLine.NONE;
    }

    /** The number of the first line of a file; empty if the file does not begin with a line. */
    static OptionalLong firstSeq(FileChannel file) throws IOException {
        var start = ByteBuffer.allocate(LONGEST_START);
        file.read(start, 0);
        var parts = START.matcher(new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1));
        return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(1))) : OptionalLong.empty();
    }
}
