package io.bundlebackup.bundle.command;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the output of a command that is not for clients to the service's log, up to a limit. Thread-safe. */
final class ExtensionLog {
    private static final Logger log = LoggerFactory.getLogger(ExtensionLog.class);
    private static final Pattern NOT_FOR_LOGS =
            Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");
    static final int LONGEST_LINE = 1_000;
    static final int MOST_LINES = 500;

    private final String speaker;

    @GuardedBy("this")
    private int lines;

    /** @param speaker the command, such as {@code onBackup of com.example.hiworld} */
    ExtensionLog(String speaker) {
        this.speaker = speaker;
    }

    synchronized void line(String line, boolean cut) {
        if (lines == MOST_LINES) {
            log.info("{}: more output follows; only the first {} lines are logged.", speaker, MOST_LINES);
        }
        if (lines++ < MOST_LINES) {
            var shown = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
            var more = cut || line.length() > LONGEST_LINE ? "…" : "";
            log.info("{} says: {}{}", speaker, NOT_FOR_LOGS.matcher(shown).replaceAll("?"), more);
        }
        // Beyond that it is not even counted.
        lines = Math.min(lines, MOST_LINES + 1);
    }

    /** Logs a problem of the command itself. */
    void warn(String what) {
        log.warn("{} {}", speaker, what);
    }
}
