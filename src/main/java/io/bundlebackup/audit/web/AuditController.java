package io.bundlebackup.audit.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.audit.AuditReader;
import io.bundlebackup.audit.AuditSelection;
import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.problem.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AuditController implements AuditApi {
    private final AuditReader reader;

    AuditController(AuditReader reader) {
        this.reader = reader;
    }

    @Override
    public AuditListView entries(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String caller,
            @Nullable String bundleName,
            @Nullable String operation,
            int limit,
            @Nullable String after,
            Caller reading) {
        var selection = new AuditSelection(from, to, caller, bundleName, operation);
        return AuditListView.of(reader.read(selection, visible(reading), before(after), limit));
    }

    /** A caller who reaches only some bundles sees entries of these, and its own. */
    private static Predicate<Map<String, Object>> visible(Caller reading) {
        var limits = reading.limits();
        return line -> limits.bundles().equals(NamePatterns.ALL)
                || reading.name().equals(line.get("caller"))
                || line.get("bundleName") instanceof String bundle && limits.reach(bundle);
    }

    private static long before(@Nullable String after) {
        if (after == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(after, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw ProblemException.invalidParameter("after", "is not a cursor of this list");
        }
    }
}
