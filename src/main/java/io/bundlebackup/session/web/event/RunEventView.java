package io.bundlebackup.session.web.event;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of a run as the OpenAPI document describes it. Never made: events are stored as they are sent. */
@Schema(
        name = "VaultRunEvent",
        description = "An event of a run. The AsyncAPI document (`/asyncapi.yaml`) describes each type.",
        requiredProperties = {"seq", "type", "time", "runId", "kind", "vault", "bundleName", "data"})
record RunEventView(
        @Schema(description = "Consecutive from 1 within the run", example = "1")
        long seq,

        @Schema(description = "More types may be added", example = "onRunBegin")
        String type,

        Instant time,
        String runId,

        @Schema(description = "The kind of the run", example = "backup")
        String kind,

        @Schema(example = "main") String vault,
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(
                description = "What happened; the type of the event says which members are present",
                additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
        Map<String, Object> data,

        @Schema(ref = "#/components/schemas/Failure", description = "Why the run failed or was skipped") @Nullable
        Object err) {}
