package io.bundlebackup.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the audit log somebody asks for; null means any.
 *
 * @param from at that time or later
 * @param to before that time
 */
public record AuditSelection(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String caller,
        @Nullable String bundleName,
        @Nullable String operation) {
    boolean matches(Map<String, Object> members) {
        return is(caller, members.get("caller"))
                && is(bundleName, members.get("bundleName"))
                && is(operation, members.get("operation"))
                && isInTime(members.get("time"));
    }

    private static boolean is(@Nullable String wanted, @Nullable Object value) {
        return wanted == null || wanted.equals(value);
    }

    private boolean isInTime(@Nullable Object value) {
        if (from == null && to == null) {
            return true;
        }
        try {
            var time = Instant.parse(String.valueOf(value));
            return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
