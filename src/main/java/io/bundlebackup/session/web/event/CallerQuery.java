package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.CallerCursor;
import io.bundlebackup.session.CallerStream;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.ViewText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of all sessions of a caller asks for, in each of the three forms.
 *
 * @param cursor where it begins; at what comes, if absent
 * @param types names of the types to see, all if empty
 */
record CallerQuery(@Nullable CallerCursor cursor, Set<String> types) {
    private static final Set<String> VIEWS = Set.of(CallerStream.SESSION, CallerStream.BUNDLE);

    /** As {@link Events#streamOfAll}. */
    CallerStream open(Events events, String owner, ViewText views) {
        return events.streamOfAll(owner, cursor, types, views);
    }

    /** @throws ProblemException {@code invalid-request}, naming the parameter */
    static CallerQuery of(@Nullable String cursor, @Nullable String types) {
        return new CallerQuery(
                cursor == null ? null : CallerCursor.parse("cursor", cursor), EventQuery.types(types, VIEWS));
    }

    /** As {@link #of}; the header takes precedence, because a browser that reconnects repeats the old URL. */
    static CallerQuery of(@Nullable String cursor, @Nullable String types, @Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return of(cursor, types);
        }
        return new CallerQuery(CallerCursor.parse("Last-Event-ID", lastEventId), EventQuery.types(types, VIEWS));
    }
}
