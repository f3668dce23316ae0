package io.bundlebackup.vault.run;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event of a run as it goes over the wire.
 *
 * @param seq consecutive from 1 within the run
 * @param json the whole event, one JSON object
 */
record RunEvent(long seq, RunEventType type, String json) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The next event of a run. */
    static RunEvent of(Run run, RunEventType type, Map<String, Object> data, @Nullable Failure err, Instant now) {
        var event = new LinkedHashMap<String, Object>();
        event.put("seq", run.lastSeq() + 1);
        event.put("type", type.wire());
        event.put("time", now.truncatedTo(ChronoUnit.MILLIS).toString());
        event.put("runId", run.id());
        event.put("kind", run.request().kind().wire());
        event.put("vault", run.request().vault());
        event.put("bundleName", run.request().bundleName());
        event.put("data", data);
        if (err != null) {
            var failure = new LinkedHashMap<String, Object>();
            failure.put("code", err.code());
            failure.put("message", err.message());
            if (err.path() != null) {
                failure.put("path", err.path());
                if (err.pathEncoded()) {
                    failure.put("encodeFlag", 1);
                }
            }
            event.put("err", failure);
        }
        return new RunEvent(run.lastSeq() + 1, type, JSON.writeValueAsString(event));
    }
}
