package io.bundlebackup.session.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest size scan of a session; immutable. Its results are in the log only.
 *
 * @param after the newest event when the scan was requested; its reports follow. Identifies the scan within its session
 * @param last the number of its newest report, 0 without one
 * @param precise true to walk the trees, false to use known sizes
 * @param remaining the bundles that were not reported yet, in the order of the request, with their {@code lastIncrementalTime} (epoch
 *     seconds) or {@link #NOT_REACHED}; empty when it is over
 */
public record SizeQuery(long after, long last, boolean precise, Map<String, Long> remaining) {
    /** In place of a time: the caller does not reach the bundle, whose size is unknown to the caller then. */
    public static final long NOT_REACHED = -1;

    /** No scan was requested yet. */
    public static final SizeQuery NONE = new SizeQuery(0, 0, false, Map.of());

    public SizeQuery {
        remaining = Collections.unmodifiableMap(new LinkedHashMap<>(remaining));
    }

    public boolean running() {
        return !remaining.isEmpty();
    }

    /** The bundle being scanned: they are scanned one after the other. Empty when it is over. */
    public String scanning() {
        return remaining.keySet().stream().findFirst().orElse("");
    }

    SizeQuery without(Collection<String> reported) {
        var left = new LinkedHashMap<>(remaining);
        left.keySet().removeAll(reported);
        return new SizeQuery(after, last, precise, left);
    }

    SizeQuery reportedBy(long seq) {
        return new SizeQuery(after, seq, precise, remaining);
    }

    SizeQuery ended() {
        return new SizeQuery(after, last, precise, Map.of());
    }
}
