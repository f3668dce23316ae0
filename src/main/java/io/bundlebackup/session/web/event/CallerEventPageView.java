package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.EventText;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import tools.jackson.databind.util.RawValue;

/** A page of the log of all sessions of a caller. The messages go out as they were written, without being parsed again. */
@Schema(
        name = "CallerEventPage",
        requiredProperties = {"events", "next"})
record CallerEventPageView(
        @ArraySchema(schema = @Schema(implementation = CallerEventView.class))
        List<RawValue> events,

        @Schema(
                description = "What to pass as `cursor` next; always present, because the log may grow",
                example = "9f2c4e6a8b0d-3k-3k")
        String next) {
    static CallerEventPageView of(List<? extends EventText> events, String next) {
        return new CallerEventPageView(
                events.stream().map(event -> new RawValue(event.json())).toList(), next);
    }
}
