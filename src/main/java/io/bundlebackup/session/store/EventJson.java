package io.bundlebackup.session.store;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.Addresses;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.Event;
import io.bundlebackup.session.state.EventData;
import io.bundlebackup.session.state.FileState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Renders events as JSON (docs/protocol.md): once, when they are committed. Later the same text is sent. */
public final class EventJson {
    private final JsonMapper mapper;

    public EventJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    String render(Event event) {
        var json = new LinkedHashMap<String, Object>();
        json.put("seq", event.seq());
        json.put("type", event.type().wire());
        json.put("time", event.time().toString());
        json.put("sessionId", event.sessionId());
        putIfKnown(json, "bundleName", event.bundleName());
        json.put("data", data(event));
        putIfKnown(json, "err", event.err() == null ? null : error(event.err()));
        return mapper.writeValueAsString(json);
    }

    private static Map<String, Object> error(Failure err) {
        var json = new LinkedHashMap<String, Object>();
        json.put("code", err.code());
        json.put("message", err.message());
        putIfKnown(json, "path", err.path());
        putIfKnown(json, "encodeFlag", err.path() != null && err.pathEncoded() ? 1 : null);
        putIfKnown(json, "uri", err.uri());
        return json;
    }

    private static Map<String, Object> data(Event event) {
        var data = new LinkedHashMap<String, Object>();
        putIfKnown(data, "bundleName", event.bundleName());
        switch (event.data()) {
            case EventData.BundleBegun(), EventData.AllBundlesEnded(), EventData.ServiceDied() -> {}
            case EventData.BundleEnded(var outcome, var lastIncrementalTime) -> {
                data.put("outcome", outcome.wire());
                putIfKnown(data, "lastIncrementalTime", lastIncrementalTime);
            }
            case EventData.FileReady(var file) -> putFile(data, file, addresses(event));
            case EventData.FileGivenUp(var uri) -> data.put("uri", uri);
            case EventData.HandleReady(var uri) -> {
                data.put("uri", uri);
                data.put("contentUrl", addresses(event).upload(uri));
                data.put("manifestUrl", addresses(event).uploadManifest(uri));
            }
            case EventData.Progress progress -> data.put("process", process(event, progress(progress)));
            case EventData.ApplicationProgress(var info) ->
                data.put("process", process(event, Map.of("resultInfo", Map.of("progressInfo", info))));
            case EventData.FileFailed failed -> data.put("process", process(event, Map.of("errorInfo", error(failed))));
            case EventData.ResultReport report -> data.put("result", Map.of("resultInfo", result(report)));
            case EventData.Sizes(var report) -> {
                data.put("scaned", report.scaned().stream().map(EventJson::size).toList());
                data.put("scanning", report.scanning());
            }
        }
        return data;
    }

    private static Addresses addresses(Event event) {
        return new Addresses(new BundleId(event.sessionId(), Objects.requireNonNull(event.bundleName())));
    }

    private static void putFile(Map<String, Object> data, DeliveredFile file, Addresses addresses) {
        data.put("uri", file.uri());
        data.put("kind", file.kind().wire());
        data.put("size", file.size());
        data.put("sha256", file.sha256());
        data.put("state", FileState.READY.wire());
        data.put("contentUrl", addresses.content(file.uri(), file.sha256()));
        data.put("manifestUrl", addresses.manifest(file.uri(), file.sha256()));
        data.put("manifestSha256", file.manifestSha256());
    }

    private static Map<String, Object> process(Event event, Map<String, Object> members) {
        var result = new LinkedHashMap<String, Object>();
        result.put("timeInfo", Long.toString(event.time().getEpochSecond()));
        result.putAll(members);
        return Map.of("processResult", result);
    }

    private static Map<String, Object> progress(EventData.Progress progress) {
        var done = progress.done();
        var total = progress.total();
        var json = new LinkedHashMap<String, Object>();
        var files = step("files", done.files(), total == null ? null : total.files());
        var bytes = step("bytes", done.bytes(), total == null ? null : total.bytes());
        json.put("resultInfo", Map.of("progressInfo", List.of(files, bytes)));
        putIfKnown(json, "rate", progress.rate());
        putIfKnown(json, "etaSeconds", progress.etaSeconds());
        return json;
    }

    private static Map<String, Object> step(String name, long processed, @Nullable Long total) {
        var step = new LinkedHashMap<String, Object>();
        step.put("name", name);
        step.put("processed", processed);
        putIfKnown(step, "total", total);
        step.put("isPercentage", false);
        return step;
    }

    private static Map<String, Object> error(EventData.FileFailed failed) {
        var error = new LinkedHashMap<String, Object>();
        error.put("errorCode", Integer.toString(failed.code()));
        error.put("errorMessage", failed.path() + ": " + failed.message());
        putIfKnown(error, "encodeFlag", failed.pathEncoded() ? 1 : null);
        return error;
    }

    private static List<Map<String, Object>> result(EventData.ResultReport report) {
        var failure = report.failure();
        var error = new LinkedHashMap<String, Object>();
        error.put("type", "ErrorInfo");
        error.put("errorCode", failure == null ? 0 : failure.code());
        error.put("errorInfo", failure == null ? "" : failure.message());
        var files = new LinkedHashMap<String, Object>();
        files.put("backupInfo", "files");
        files.put("successCount", report.files());
        files.put("duplicateCount", 0);
        files.put("failedCount", report.failed());
        files.put("details", List.of());
        var count = new LinkedHashMap<String, Object>();
        count.put("type", "CountInfo");
        count.put("infos", List.of(files));
        var all = new ArrayList<Map<String, Object>>(List.of(error, count));
        all.addAll(report.added());
        return all;
    }

    private static Map<String, Object> size(BundleSize size) {
        var json = new LinkedHashMap<String, Object>();
        json.put("bundleName", size.bundleName());
        json.put("name", size.bundleName());
        json.put("dataSize", size.dataSize());
        json.put("incDataSize", size.incDataSize());
        return json;
    }

    private static void putIfKnown(Map<String, Object> json, String member, @Nullable Object value) {
        if (value != null) {
            json.put(member, value);
        }
    }
}
