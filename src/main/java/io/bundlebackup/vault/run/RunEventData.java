package io.bundlebackup.vault.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code data} of events of runs. */
final class RunEventData {
    private RunEventData() {}

    static Map<String, Object> process(Run run) {
        var figures = run.figures();
        var data = new LinkedHashMap<String, Object>();
        data.put("attempt", run.standing().attempt());
        putIfKnown(data, "filesTotal", figures.filesTotal());
        data.put("filesDone", figures.filesDone());
        putIfKnown(data, "bytesTotal", figures.bytesTotal());
        data.put("bytesDone", figures.bytesDone());
        data.put("bytesStored", figures.bytesStored());
        data.put("bytesReused", figures.bytesReused());
        return data;
    }

    static Map<String, Object> snapshot(MadeSnapshot snapshot) {
        return Map.of(
                "snapshotId",
                snapshot.snapshotId().toString(),
                "resticId",
                snapshot.resticId(),
                "complete",
                snapshot.complete());
    }

    static Map<String, Object> retention(RetentionStep.Report report) {
        var data = new LinkedHashMap<String, Object>();
        data.put("kept", report.kept());
        data.put("removed", report.removed());
        putIfKnown(data, "suspended", report.suspended().orElse(null));
        return data;
    }

    static Map<String, Object> end(Run run) {
        var data = new LinkedHashMap<String, Object>();
        var outcome = run.standing().outcome();
        putIfKnown(data, "outcome", outcome == null ? null : outcome.wire());
        putIfKnown(
                data,
                "snapshotId",
                run.snapshotId() == null ? null : run.snapshotId().toString());
        return data;
    }

    private static void putIfKnown(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
