package io.bundlebackup.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Tells the operator that requests are refused because no space is left: at most one line a minute, whatever the number of requests. Thread-safe. */
final class FullDiskNotice {
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Long> lastTime = new AtomicReference<>();

    FullDiskNotice(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    void refused(HttpServletRequest request, Problem problem) {
        long now = nanoTime.getAsLong();
        var last = lastTime.get();
        if ((last == null || now - last >= SILENCE_NANOS) && lastTime.compareAndSet(last, now)) {
            log.warn(
                    "{} {} was refused because no space is left: {} Make room in the data directory. Further refusals are"
                            + " not logged for a minute.",
                    request.getMethod(),
                    request.getRequestURI(),
                    problem.detail());
        }
    }
}
