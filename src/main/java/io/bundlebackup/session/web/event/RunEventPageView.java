package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.EventText;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import tools.jackson.databind.util.RawValue;

/** A page of the log of a run. The events go out as they were written, without being parsed again. */
@Schema(
        name = "VaultRunEventPage",
        requiredProperties = {"events", "next", "lastSeq", "ended"})
record RunEventPageView(
        @ArraySchema(schema = @Schema(implementation = RunEventView.class))
        List<RawValue> events,

        @Schema(description = "What to pass as `after` next; always present, because the log may grow", example = "3")
        long next,

        @Schema(description = "The newest event of the log", example = "3")
        long lastSeq,

        @Schema(
                description =
                        "Whether the run has ended and no event follows this page: a client that reads in a loop stops here")
        boolean ended) {
    static RunEventPageView of(List<? extends EventText> events, long next, long lastSeq, boolean ended) {
        return new RunEventPageView(
                events.stream().map(event -> new RawValue(event.json())).toList(), next, lastSeq, ended);
    }
}
