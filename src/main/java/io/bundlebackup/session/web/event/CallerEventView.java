package io.bundlebackup.session.web.event;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of the log of all sessions as the OpenAPI document describes it. Never made: messages are sent as they were written. */
@Schema(
        name = "CallerEvent",
        description =
                "An event of a session, or the present view of a session, a bundle or a run of a vault. The AsyncAPI document (`/asyncapi.yaml`) describes each type.",
        requiredProperties = {"type", "time", "cursor", "data"})
record CallerEventView(
        @Schema(description = "Consecutive from 1 within the session; absent in views", example = "7") @Nullable
        Long seq,

        @Schema(
                description =
                        "An OpenHarmony callback, `session`, `bundle`, `run` or `onOverdue`; more types may be added",
                example = "onFileReady")
        String type,

        Instant time,

        @Schema(description = "Absent in messages of vaults") @Nullable
        String sessionId,

        @Schema(description = "Only in messages of runs", example = "8f14e45fceea167a5a36dedd4bea2543") @Nullable
        String runId,

        @Schema(description = "Absent in messages of the whole session", example = "com.example.hiworld") @Nullable
        String bundleName,

        @Schema(description = "Pass as `cursor` to go on after this message", example = "9f2c4e6a8b0d-3k-3k")
        String cursor,

        @Schema(
                description =
                        "`session`: a `Session` without its `bundles`; `bundle`: a `SessionBundle`; `run`: a `VaultRun`; `onOverdue`: `vault`, `bundleName` and `since`; else an `EventData`",
                additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
        Map<String, Object> data,

        @Schema(
                ref = "#/components/schemas/Failure",
                description = "Present if and only if OpenHarmony's callback would get an error")
        @Nullable
        Object err) {}
