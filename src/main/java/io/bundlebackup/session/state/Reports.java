package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenHarmony's documents inside {@code onProcess} and {@code onResultReport}. */
public final class Reports {
    private Reports() {}

    /** How far a bundle is; files and bytes of the application that the client has. */
    public static Map<String, Object> progress(
            BundleSnapshot bundle, @Nullable Long rate, @Nullable Long etaSeconds, Instant now) {
        var closed = bundle.counts().closed();
        var total = bundle.counts().total();
        var result = new LinkedHashMap<String, Object>();
        result.put("timeInfo", Long.toString(now.getEpochSecond()));
        result.put(
                "resultInfo",
                Map.of(
                        "progressInfo",
                        List.of(
                                step("files", closed.files(), total == null ? null : total.files()),
                                step("bytes", closed.bytes(), total == null ? null : total.bytes()))));
        putIfKnown(result, "rate", rate);
        putIfKnown(result, "etaSeconds", etaSeconds);
        return process(bundle.name(), result);
    }

    static Map<String, Object> failedFile(String bundle, Step.FailFile failed, Instant now) {
        var error = new LinkedHashMap<String, Object>();
        error.put("errorCode", Integer.toString(failed.code()));
        error.put("errorMessage", failed.path() + ": " + failed.message());
        if (failed.pathEncoded()) {
            error.put("encodeFlag", 1);
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("timeInfo", Long.toString(now.getEpochSecond()));
        result.put("errorInfo", error);
        return process(bundle, result);
    }

    /** What the application's own commands say of how far they are. */
    public static Map<String, Object> progress(String bundle, List<Map<String, Object>> progressInfo, Instant now) {
        var result = new LinkedHashMap<String, Object>();
        result.put("timeInfo", Long.toString(now.getEpochSecond()));
        result.put("resultInfo", Map.of("progressInfo", progressInfo));
        return process(bundle, result);
    }

    /** How it went: why the bundle failed or else what failed besides, the counts, and what the application adds. */
    public static Map<String, Object> result(
            BundleSnapshot bundle, @Nullable Failure bundleFailure, ApplicationResult application) {
        var failure = bundleFailure == null ? application.failure() : bundleFailure;
        var error = new LinkedHashMap<String, Object>();
        error.put("type", "ErrorInfo");
        error.put("errorCode", failure == null ? 0 : failure.code());
        error.put("errorInfo", failure == null ? "" : failure.message());
        var files = new LinkedHashMap<String, Object>();
        files.put("backupInfo", "files");
        files.put("successCount", bundle.counts().closed().files());
        files.put("duplicateCount", 0);
        files.put("failedCount", bundle.counts().failed());
        files.put("details", List.of());
        var count = new LinkedHashMap<String, Object>();
        count.put("type", "CountInfo");
        count.put("infos", List.of(files));
        var data = new LinkedHashMap<String, Object>();
        data.put("bundleName", bundle.name());
        var all = new ArrayList<Map<String, Object>>(List.of(error, count));
        all.addAll(application.resultInfo());
        data.put("result", Map.of("resultInfo", all));
        return data;
    }

    static Map<String, Object> sizes(SizeReport report) {
        var data = new LinkedHashMap<String, Object>();
        data.put("scaned", report.scaned().stream().map(Reports::size).toList());
        data.put("scanning", report.scanning());
        return data;
    }

    private static Map<String, Object> size(BundleSize size) {
        var one = new LinkedHashMap<String, Object>();
        one.put("bundleName", size.bundleName());
        one.put("name", size.bundleName());
        one.put("dataSize", size.dataSize());
        one.put("incDataSize", size.incDataSize());
        return one;
    }

    private static Map<String, Object> process(String bundle, Map<String, Object> result) {
        var data = new LinkedHashMap<String, Object>();
        data.put("bundleName", bundle);
        data.put("process", Map.of("processResult", result));
        return data;
    }

    private static Map<String, Object> step(String name, long processed, @Nullable Long total) {
        var step = new LinkedHashMap<String, Object>();
        step.put("name", name);
        step.put("processed", processed);
        putIfKnown(step, "total", total);
        step.put("isPercentage", false);
        return step;
    }

    private static void putIfKnown(Map<String, Object> object, String member, @Nullable Long value) {
        if (value != null) {
            object.put(member, value);
        }
    }
}
