package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of a session's log; immutable.
 *
 * @param seq dense from 1 within the session
 * @param bundleName absent on the events of the whole session
 * @param err present if and only if OpenHarmony's callback would get an error
 */
public record Event(
        long seq,
        Instant time,
        String sessionId,
        @Nullable String bundleName,
        EventData data,
        @Nullable Failure err) {
    public EventType type() {
        return data.type();
    }
}
