package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.EventText;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import tools.jackson.databind.util.RawValue;

/** A page of a log. The events go out as they were written, without being parsed again. */
@Schema(
        name = "EventPage",
        requiredProperties = {"events", "next", "lastSeq", "ended"})
record EventPageView(
        @ArraySchema(schema = @Schema(implementation = EventView.class))
        List<RawValue> events,

        @Schema(description = "What to pass as `after` next; always present, because the log may grow", example = "7")
        long next,

        @Schema(description = "The newest event of the log", example = "7")
        long lastSeq,

        @Schema(
                description =
                        "Whether the session has ended and no event follows this page: a client that reads in a loop stops here")
        boolean ended) {
    static EventPageView of(List<? extends EventText> events, long next, long lastSeq, boolean ended) {
        return new EventPageView(
                events.stream().map(event -> new RawValue(event.json())).toList(), next, lastSeq, ended);
    }
}
