package io.bundlebackup.session.web.event;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.EventStream;
import io.bundlebackup.session.Events;
import io.bundlebackup.session.RunEvents;
import io.bundlebackup.session.RunStream;
import io.bundlebackup.session.state.EventType;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, in each of the three forms.
 *
 * @param from where it begins
 * @param types names of the types to see, all if empty
 */
record EventQuery(Events.From from, Set<String> types) {
    private static final String NOW = "now";
    private static final int DIGITS_OF_A_LONG = 18;

    /** Opens the events that are asked for; as {@link Events#stream}. */
    EventStream open(Events events, String owner, String sessionId) {
        return events.stream(owner, sessionId, from, types);
    }

    /** As {@link RunEvents#stream}. */
    RunStream open(RunEvents events, String run) {
        return events.stream(run, from, types);
    }

    /** @throws ProblemException {@code invalid-request}, naming the parameter */
    static EventQuery of(@Nullable String after, @Nullable String types) {
        return of(after, types, null);
    }

    /** As {@link #of}; the header takes precedence, because a browser that reconnects repeats the old URL. */
    static EventQuery of(@Nullable String after, @Nullable String types, @Nullable String lastEventId) {
        return of(after, types, lastEventId, Set.of());
    }

    /**
     * As {@link #of(String, String, String)}.
     *
     * @param others types that are no types of events of one session
     */
    static EventQuery of(
            @Nullable String after, @Nullable String types, @Nullable String lastEventId, Set<String> others) {
        var from = lastEventId == null || lastEventId.isEmpty()
                ? from("after", after)
                : from("Last-Event-ID", lastEventId);
        return new EventQuery(from, types(types, others));
    }

    private static Events.From from(String name, @Nullable String text) {
        if (text == null) {
            return new Events.From.After(0);
        }
        if (text.equals(NOW)) {
            return new Events.From.Now();
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ProblemException.invalidParameter(name, "must be the number of an event, 0 or larger, or now");
        }
        // A number beyond every log, however long, is refused by the log.
        return new Events.From.After(text.length() > DIGITS_OF_A_LONG ? Long.MAX_VALUE : Long.parseLong(text));
    }

    /**
     * @param text names, separated by commas
     * @param others types that are no types of events of one session
     * @return all, if empty
     */
    static Set<String> types(@Nullable String text, Set<String> others) {
        if (text == null) {
            return Set.of();
        }
        var types = new LinkedHashSet<String>();
        for (var name : text.split(",", -1)) {
            if (EventType.of(name).isEmpty() && !others.contains(name)) {
                throw ProblemException.invalidParameter(
                        "types", "must be names of types of events, separated by commas");
            }
            types.add(name);
        }
        return types;
    }
}
