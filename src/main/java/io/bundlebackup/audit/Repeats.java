package io.bundlebackup.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what repeats: transfers of the files of a bundle, and refused requests. The first entry of a kind is written at once, the others of
 * the same minute become one entry with their {@code count} and the sums of their bytes. So neither a backup of many files nor a stranger
 * who tries tokens pushes everything else out of the log. Thread-safe.
 */
final class Repeats {
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final int MOST_KINDS = 1_000;
    private static final Set<String> SUMMED = Set.of("requestBytes", "answerBytes", "durationMs");

    private record Kind(String operation, Map<String, Object> members) {
        static Kind of(AuditEntry entry) {
            var members = new LinkedHashMap<>(entry.members());
            members.keySet().removeAll(SUMMED);
            return new Kind(entry.operation(), members);
        }
    }

    private static final class Sum {
        private final long begun;
        private long count;
        private @Nullable Instant first;
        private final Map<String, Long> sums = new LinkedHashMap<>();

        Sum(long begun) {
            this.begun = begun;
        }

        void add(AuditEntry entry) {
            count++;
            first = first == null ? entry.time() : first;
            for (var name : SUMMED) {
                if (entry.members().get(name) instanceof Number number) {
                    sums.merge(name, number.longValue(), Long::sum);
                }
            }
        }
    }

    @GuardedBy("this")
    private final Map<Kind, Sum> kinds = new LinkedHashMap<>();

    /** The entry if it is to be written now; empty if it was added to a sum. */
    synchronized Optional<AuditEntry> add(AuditEntry entry, long nanos) {
        var kind = Kind.of(entry);
        var sum = kinds.get(kind);
        if (sum != null) {
            sum.add(entry);
            return Optional.empty();
        }
        if (kinds.size() < MOST_KINDS) {
            kinds.put(kind, new Sum(nanos));
        }
        return Optional.of(entry);
    }

    /** The sums of the kinds whose minute is over, or of all. */
    synchronized List<AuditEntry> due(long nanos, boolean all) {
        var due = new ArrayList<AuditEntry>();
        for (var kind : List.copyOf(kinds.keySet())) {
            var sum = kinds.get(kind);
            if (sum != null && (all || nanos - sum.begun >= SPAN.toNanos())) {
                kinds.remove(kind);
                if (sum.first != null) {
                    due.add(summary(kind, sum, sum.first));
                    // It goes on: the next minute begins with a sum.
                    kinds.put(kind, new Sum(nanos));
                }
            }
        }
        return due;
    }

    private static AuditEntry summary(Kind kind, Sum sum, Instant first) {
        var entry = new AuditEntry(first, kind.operation(), kind.members()).with("count", sum.count);
        for (var each : sum.sums.entrySet()) {
            entry = entry.with(each.getKey(), each.getValue());
        }
        return entry;
    }
}
