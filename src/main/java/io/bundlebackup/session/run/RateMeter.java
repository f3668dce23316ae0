package io.bundlebackup.session.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.session.state.FileCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Bytes a second over the last ten seconds, from samples of a counter. Thread-safe. */
final class RateMeter {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(500);

    private record Sample(Instant at, long bytes) {}

    @GuardedBy("this")
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    synchronized void sample(Instant now, long bytes) {
        var newest = samples.peekLast();
        if (newest != null && Duration.between(newest.at, now).compareTo(STEP) < 0) {
            return;
        }
        samples.addLast(new Sample(now, bytes));
        // The first one kept is as old as the window, or older: the stretch measured is never shorter than it can be.
        while (samples.size() > 2 && Duration.between(second().at, now).compareTo(WINDOW) >= 0) {
            samples.removeFirst();
        }
    }

    @GuardedBy("this")
    private Sample second() {
        var each = samples.iterator();
        each.next();
        return each.next();
    }

    /** Bytes a second; absent until there are two samples. */
    synchronized @Nullable Long rate() {
        var first = samples.peekFirst();
        var last = samples.peekLast();
        if (first == null || last == null || first == last) {
            return null;
        }
        var millis = Math.max(1, Duration.between(first.at, last.at).toMillis());
        return Math.max(0, (last.bytes - first.bytes) * 1000 / millis);
    }

    /** Seconds, rounded up, until everything has reached the client at this rate; absent when nobody can know. */
    @Nullable
    Long eta(FileCounts counts) {
        var rate = rate();
        var total = counts.total();
        return rate == null || rate == 0 || total == null
                ? null
                : (Long)
                        Math.ceilDiv(Math.max(0, total.bytes() - counts.closed().bytes()), rate);
    }
}
