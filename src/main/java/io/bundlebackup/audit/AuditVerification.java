package io.bundlebackup.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that no line of an audit log was removed, changed, moved or doubled. Used by one thread. */
public final class AuditVerification {
    private final Path directory;
    private long lines;
    private long first;
    private long firstKept = 1;
    private AuditLine last = AuditLine.NONE;

    private AuditVerification(Path directory) {
        this.directory = directory;
    }

    /**
     * What was found.
     *
     * @param sentence for the operator
     * @param whole whether nothing is wrong
     */
    public record Result(String sentence, boolean whole) {}

    /**
     * Checks the log in a directory. The service may run; then what it writes meanwhile may be missing in the check.
     *
     * @throws IOException if the directory or a file cannot be read
     */
    public static Result verify(Path directory) throws IOException {
        return new AuditVerification(directory).verify();
    }

    private Result verify() throws IOException {
        // Before the files, so that lines which are written meanwhile do not make the note look wrong.
        var head = AuditFiles.head(directory);
        for (var file : AuditFiles.list(directory)) {
            var fault = check(file);
            if (fault.isPresent()) {
                return new Result(fault.get(), false);
            }
        }
        if (lines == 0 && head.seq() == 0) {
            return new Result("There is no audit log in " + directory + ".", false);
        }
        return end(head).map(fault -> new Result(fault, false)).orElseGet(this::whole);
    }

    private Result whole() {
        return new Result(
                "The audit log is whole: lines " + first + " to " + last.seq() + ". The hash of the last line is "
                        + last.hash() + ".",
                true);
    }

    private Optional<String> check(Path file) throws IOException {
        var number = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            for (var text = line(in); !text.isEmpty(); text = line(in)) {
                number++;
                if (!text.endsWith("\n") && AuditFiles.name(file).equals(AuditFiles.CURRENT)) {
                    // A service that was killed has not written all of it, or is writing it; the noted head knows
                    // whether it is missing.
                    return Optional.empty();
                }
                var fault = check(text.substring(0, text.length() - 1));
                if (fault != null) {
                    return Optional.of(
                            "The audit log is broken in " + AuditFiles.name(file) + ", line " + number + ": " + fault);
                }
            }
        }
        return Optional.empty();
    }

    /** The next line with its end; empty at the end of the file. Only a line feed ends a line. */
    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (next == '\n') {
                break;
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private @Nullable String check(String text) {
        var parsed = AuditLine.parse(text);
        var members = parsed.flatMap(AuditLine::members);
        if (parsed.isEmpty() || members.isEmpty()) {
            return "this is not a line of the log; it was changed or cut.";
        }
        var line = parsed.get();
        if (!line.isUnchanged()) {
            return "the line with number " + line.seq() + " was changed.";
        }
        if (lines == 0) {
            first = line.seq();
        } else if (!line.follows(last)) {
            return disorder(line);
        }
        lines++;
        last = line;
        if (members.get().get("firstKept") instanceof Number kept) {
            firstKept = Math.max(firstKept, kept.longValue());
        }
        return null;
    }

    private String disorder(AuditLine line) {
        if (line.seq() > last.seq() + 1) {
            return missing(last.seq() + 1, line.seq() - 1);
        }
        return line.seq() <= last.seq()
                ? "the line with number " + line.seq() + " stands behind the line with number " + last.seq() + "."
                : "the line with number " + line.seq()
                        + " does not continue the line before; one of them was replaced.";
    }

    private static String missing(long from, long to) {
        return from == to
                ? "the line with number " + from + " is missing."
                : "the lines with numbers " + from + " to " + to + " are missing.";
    }

    private Optional<String> end(AuditLine head) {
        if (lines > 0 && first > firstKept) {
            return Optional.of("The audit log is broken at its beginning: " + missing(firstKept, first - 1));
        }
        if (head.seq() == 0) {
            return Optional.of(
                    "The file " + AuditFiles.HEAD + " is missing or unreadable, so that nobody can say whether"
                            + " lines are missing at the end; the last line has the number " + last.seq() + ".");
        }
        return head.seq() > last.seq()
                ? Optional.of("The audit log is broken at its end: " + missing(last.seq() + 1, head.seq()))
                : Optional.empty();
    }
}
