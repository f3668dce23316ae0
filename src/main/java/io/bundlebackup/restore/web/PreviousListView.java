package io.bundlebackup.restore.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.restore.exchange.PreviousState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "PreviousStateList")
record PreviousListView(List<PreviousView> previous) {
    static PreviousListView of(List<PreviousState> states) {
        return new PreviousListView(states.stream().map(PreviousView::of).toList());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PreviousState", description = "An earlier state of a bundle's data")
    record PreviousView(
            String id,

            @Schema(description = "When another state replaced it")
            Instant replacedAt,

            @Schema(description = "Session of the restore that kept it")
            String sessionId,

            @Schema(description = "Bytes of its files; absent in the answer to an undo if they were not measured yet")
            @Nullable
            Long size) {
        static PreviousView of(PreviousState state) {
            return new PreviousView(
                    state.id(),
                    state.metadata().replacedAt().truncatedTo(ChronoUnit.MILLIS),
                    state.metadata().sessionId(),
                    state.size());
        }
    }
}
