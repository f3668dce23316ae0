package io.bundlebackup.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or that happened without a request. Immutable.
 *
 * @param time when
 * @param operation the operationId of a request, or the name of an event
 * @param members what else is known, in the order of the line; texts are cut to 512 characters
 */
public record AuditEntry(Instant time, String operation, Map<String, Object> members) {
    private static final int LONGEST_TEXT = 512;

    public AuditEntry {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** An entry without members. */
    public static AuditEntry of(Instant time, String operation) {
        return new AuditEntry(time, operation, Map.of());
    }

    /** The entry with a member more; without a change if the value is not known. */
    public AuditEntry with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var more = new LinkedHashMap<>(members);
        more.put(name, value instanceof String text ? cut(text) : value);
        return new AuditEntry(time, operation, more);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
