package io.bundlebackup.session.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times on the wire: to the millisecond, as they are stored, so that a view is the same before and after a restart. */
public final class Times {
    private Times() {}

    static Instant of(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    public static @Nullable Instant ofNullable(@Nullable Instant time) {
        return time == null ? null : of(time);
    }
}
