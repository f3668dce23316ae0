package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.CallerCursor;
import io.bundlebackup.session.CallerStream;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.ViewText;
import io.bundlebackup.session.store.CallerLog;
import io.bundlebackup.session.web.VaultRight;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of all sessions of a caller asks for, in each of the three forms.
 *
 * @param cursor where it begins; at what comes, if absent
 * @param types names of the types to see, all if empty
 * @param vaults whether the caller may see what vaults do
 */
record CallerQuery(String owner, @Nullable CallerCursor cursor, Set<String> types, boolean vaults) {
    /** As {@link Events#streamOfAll}. */
    CallerStream open(Events events, ViewText views) {
        return events.streamOfAll(owner, cursor, types, views, vaults);
    }

    /**
     * Reads the parameters.
     *
     * @throws ProblemException {@code invalid-request}, naming the parameter; {@code permission-denied} if the caller asks for messages of vaults
     *     that it may not see
     */
    static CallerQuery of(HttpServletRequest request, Events events, @Nullable String cursor, @Nullable String types) {
        var shared = events.sharedTypes();
        var known = new HashSet<>(shared);
        known.addAll(Set.of(CallerLog.SESSION, CallerLog.BUNDLE));
        var wanted = EventQuery.types(types, known);
        if (!Collections.disjoint(wanted, shared)) {
            VaultRight.require(request);
        }
        return new CallerQuery(
                Objects.requireNonNull(request.getUserPrincipal()).getName(),
                cursor == null ? null : CallerCursor.parse("cursor", cursor),
                wanted,
                VaultRight.isHeld(request));
    }

    /** As {@link #of}; the header takes precedence, because a browser that reconnects repeats the old URL. */
    static CallerQuery of(
            HttpServletRequest request,
            Events events,
            @Nullable String cursor,
            @Nullable String types,
            @Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return of(request, events, cursor, types);
        }
        var query = of(request, events, null, types);
        return new CallerQuery(
                query.owner, CallerCursor.parse("Last-Event-ID", lastEventId), query.types, query.vaults);
    }
}
