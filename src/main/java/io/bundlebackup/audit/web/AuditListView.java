package io.bundlebackup.audit.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.audit.AuditReader;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AuditList")
record AuditListView(
        @Schema(
                description =
                        "The lines of the log, newest first. Each has `seq`, `time` and `operation`; its other members depend on the operation",
                example = """
                        [{"seq":42,"previous":"05…","time":"2026-11-27T20:15:00.123Z","operation":"createSession","caller":"nightly",\
                        "address":"192.0.2.7","status":201,"durationMs":12,"hash":"9c…"}]""")
        List<Map<String, Object>> entries,

        @Schema(
                description =
                        "Pass as `after` to get the next page; absent on the last page. A page may have fewer entries than `limit`, also none, and have a next page")
        @Nullable
        String next) {
    static AuditListView of(AuditReader.Page page) {
        var next = page.next();
        return new AuditListView(
                page.lines(), next.isPresent() ? Long.toString(next.getAsLong(), Character.MAX_RADIX) : null);
    }
}
