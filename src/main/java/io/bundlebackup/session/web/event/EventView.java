package io.bundlebackup.session.web.event;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as the OpenAPI document describes it. Never made: events are stored as they are sent. */
@Schema(
        name = "Event",
        description = "The members of `data` depend on the type: see the AsyncAPI document of the events.",
        requiredProperties = {"seq", "type", "time", "sessionId", "data"})
record EventView(
        @Schema(description = "Consecutive from 1 within the session", example = "7")
        long seq,

        @Schema(description = "An OpenHarmony callback; more types may be added", example = "onFileReady")
        String type,

        Instant time,
        String sessionId,

        @Schema(description = "Absent in events of the whole session", example = "com.example.hiworld") @Nullable
        String bundleName,

        Map<String, Object> data,

        @Schema(description = "Present if and only if OpenHarmony's callback would get an error") @Nullable
        Err err) {

    /** Why something failed. */
    @Schema(
            name = "EventErr",
            requiredProperties = {"code", "message"})
    record Err(
            @Schema(example = "13500003") int code,
            @Schema(example = "Backup or restore timed out") String message,

            @Schema(description = "The path in the bundle that caused the error") @Nullable
            String path,

            @Schema(description = "The delivered file that caused the error") @Nullable
            String uri) {}
}
