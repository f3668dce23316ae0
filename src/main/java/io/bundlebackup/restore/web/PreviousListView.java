package io.bundlebackup.restore.web;

import io.bundlebackup.restore.PreviousStates.PreviousState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

@Schema(name = "PreviousList")
record PreviousListView(List<PreviousView> previous) {
    static PreviousListView of(List<PreviousState> states) {
        return new PreviousListView(states.stream().map(PreviousView::of).toList());
    }

    @Schema(name = "Previous", description = "An earlier state of a bundle's data")
    record PreviousView(
            String id,

            @Schema(description = "When it ceased to be the present one")
            Instant replacedAt,

            @Schema(description = "Of the restore that kept it")
            String sessionId,

            @Schema(description = "Bytes of its files") long size) {
        static PreviousView of(PreviousState state) {
            return new PreviousView(
                    state.id(), state.replacedAt().truncatedTo(ChronoUnit.MILLIS), state.sessionId(), state.size());
        }
    }
}
