package io.bundlebackup.audit;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads pages of the audit log, newest lines first. Thread-safe. */
public final class AuditReader {
    private static final Logger log = LoggerFactory.getLogger(AuditReader.class);

    /** A page ends after so many lines, however few of them were asked for, so that a request takes less than about a second. */
    private static final int MOST_READ = 50_000;

    private final AuditLog audit;

    AuditReader(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * A page.
     *
     * @param lines the members of each line
     * @param next the number before which the next page begins; empty on the last page
     */
    public record Page(List<Map<String, Object>> lines, OptionalLong next) {}

    /**
     * The newest lines that are asked for and that the caller may see.
     *
     * @param before only lines with smaller numbers
     */
    public Page read(AuditSelection selection, Predicate<Map<String, Object>> visible, long before, int limit) {
        var files = new ArrayList<FileChannel>();
        try {
            files.addAll(audit.openAll());
            return read(files, line -> selection.matches(line) && visible.test(line), before, limit);
        } catch (IOException e) {
            log.error("The audit log cannot be read: {}", e.toString());
            throw new ProblemException(ProblemType.IO_ERROR, "The audit log cannot be read.", e);
        } finally {
            files.forEach(AuditReader::close);
        }
    }

    static Page read(List<FileChannel> files, Predicate<Map<String, Object>> wanted, long before, int limit)
            throws IOException {
        var found = new ArrayList<Map<String, Object>>();
        var read = 0;
        for (var file : files) {
            if (AuditFiles.firstSeq(file).orElse(0) >= before) {
                continue;
            }
            var lines = new BackwardLines(file);
            lines.skipTorn();
            for (var text = lines.next(); text.isPresent(); text = lines.next()) {
                var line = AuditLine.parse(text.get());
                if (line.isEmpty() || line.get().seq() >= before) {
                    continue;
                }
                if (found.size() == limit || read++ == MOST_READ) {
                    return new Page(found, OptionalLong.of(line.get().seq() + 1));
                }
                line.get().members().filter(wanted).ifPresent(found::add);
            }
        }
        return new Page(found, OptionalLong.empty());
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("A file of the audit log could not be closed", e);
        }
    }
}
