package io.bundlebackup.session.web.event;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as the OpenAPI document describes it. Never made: events are stored as they are sent. */
@Schema(
        name = "SessionEvent",
        description = "An event. The AsyncAPI document (`/asyncapi.yaml`) describes each type.",
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

        Data data,

        @Schema(
                ref = "#/components/schemas/Failure",
                description = "Present if and only if OpenHarmony's callback would get an error")
        @Nullable
        Object err) {

    /** The members of all types of events, each optional: a flat object is easier for clients than one schema for each type. */
    @Schema(name = "EventData", description = "What happened; the type of the event says which members are present")
    record Data(
            @Schema(description = "The same as in the event", example = "com.example.hiworld") @Nullable
            String bundleName,

            @Schema(description = "`onFileReady`: the name of the file", example = "part.0.tar") @Nullable
            String uri,

            @Schema(
                    description = "`onFileReady` of a backup",
                    allowableValues = {"part", "file", "index"})
            @Nullable
            String kind,

            @Schema(description = "`onFileReady` of a backup: bytes") @Nullable
            Long size,

            @Schema(description = "`onFileReady` of a backup: lower-case hex") @Nullable
            String sha256,

            @Schema(
                    description = "`onFileReady` of a backup",
                    allowableValues = {"ready", "closed"})
            @Nullable
            String state,

            @Schema(description = "`onFileReady`: URL of the content, to fetch or to upload") @Nullable
            String contentUrl,

            @Schema(description = "`onFileReady`: URL of the manifest, to fetch or to upload") @Nullable
            String manifestUrl,

            @Schema(description = "`onFileReady` of a backup: lower-case hex") @Nullable
            String manifestSha256,

            @Schema(description = "`onProcess`: progress, or a file that failed, as OpenHarmony's callback gets it")
            @Nullable
            Map<String, Object> process,

            @Schema(description = "`onResultReport`: the result, as OpenHarmony's callback gets it") @Nullable
            Map<String, Object> result,

            @Schema(
                    description = "`onBundleEnd`",
                    allowableValues = {"completed", "failed", "cancelled", "rejected"})
            @Nullable
            String outcome,

            @Schema(
                    description =
                            "`onBundleEnd` of a completed backup: what to pass to the next incremental backup, epoch seconds")
            @Nullable
            Long lastIncrementalTime,

            @ArraySchema(
                    arraySchema =
                            @Schema(description = "`onBackupSizeReport`: the bundles measured since the last report"),
                    schema = @Schema(ref = "#/components/schemas/BundleSize"))
            @Nullable
            List<Object> scaned,

            @Schema(description = "`onBackupSizeReport`: the bundle being scanned; empty at the end") @Nullable
            String scanning) {}
}
