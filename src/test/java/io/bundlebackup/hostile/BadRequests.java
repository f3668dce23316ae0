package io.bundlebackup.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of {@link BadRequestsIntegrationTests}. */
final class BadRequests {
    private static final String S = "/api/v1/sessions";
    private static final String ZEROS = "0".repeat(64);

    /** A request and the problem that it gets. */
    record Bad(
            String method,
            String path,
            @Nullable String body,
            List<String> headers,
            int status,
            String slug,
            int code) {
        Bad with(String... more) {
            return new Bad(method, path, body, List.of(more), status, slug, code);
        }

        @Override
        public String toString() {
            var text = method + " " + path + " " + body + " " + headers + " -> " + slug;
            return text.length() > 200 ? text.substring(0, 200) + "…" : text;
        }
    }

    private BadRequests() {}

    private static Bad json(String method, String path, String body, int status, String slug, int code) {
        return new Bad(method, path, body, List.of("Content-Type", "application/json"), status, slug, code);
    }

    private static Bad malformed(String method, String path, String body) {
        return json(method, path, body, 400, "invalid-request", 401);
    }

    private static Bad senseless(String method, String path, String body) {
        return json(method, path, body, 400, "invalid-argument", 13900020);
    }

    private static Bad bare(String method, String path, int status, String slug, int code) {
        return new Bad(method, path, null, List.of(), status, slug, code);
    }

    static Stream<Bad> creations() {
        var ok = "{\"type\":\"backup\"}";
        return Stream.of(
                malformed("POST", S, "{\"type\":\"copy\"}"),
                malformed("POST", S, "{\"type\":null}"),
                malformed("POST", S, "{\"type\":7}"),
                malformed("POST", S, "{}"),
                malformed("POST", S, ""),
                malformed("POST", S, "[]"),
                malformed("POST", S, "null"),
                malformed("POST", S, "{\"type\":\"backup\""),
                malformed("POST", S, "{\"type\":\"backup\"} {}"),
                malformed("POST", S, "{\"type\":\"backup\",\"type\":\"backup\"}"),
                malformed("POST", S, "{\"type\":\"backup\",\"colour\":1}"),
                malformed("POST", S, "{\"type\":\"backup\",\"idleTimeout\":0}"),
                malformed("POST", S, "{\"type\":\"backup\",\"idleTimeout\":1801}"),
                malformed("POST", S, "{\"type\":\"backup\",\"idleTimeout\":\"60\"}"),
                malformed("POST", S, "{\"type\":\"backup\",\"idleTimeout\":1.5}"),
                malformed("POST", S, "{\"type\":\"backup\",\"idleTimeout\":99999999999999999999}"),
                malformed("POST", S, "{\"type\":\"backup\",\"bundles\":{}}"),
                malformed("POST", S, "{\"type\":\"backup\",\"bundles\":[null]}"),
                malformed("POST", S, "{\"type\":\"backup\",\"bundles\":[{}]}"),
                senseless("POST", S, "{\"type\":\"backup\",\"remoteCapabilities\":{}}"),
                json(
                        "POST",
                        S,
                        "{\"type\":\"backup\",\"bundles\":[" + "[".repeat(70) + "]}",
                        400,
                        "invalid-request",
                        401),
                json("POST", S, ok + " ".repeat(3000), 413, "too-large", 13900020),
                new Bad("POST", S, ok, List.of("Content-Type", "text/plain"), 415, "unsupported-media-type", 13900020),
                new Bad("POST", S, ok, List.of(), 415, "unsupported-media-type", 13900020),
                new Bad(
                        "POST",
                        S,
                        ok,
                        List.of("Content-Type", "application/json", "Accept", "image/png"),
                        406,
                        "not-acceptable",
                        13900020),
                malformed("POST", S, ok).with("Content-Type", "application/json", "Idempotency-Key", ""),
                malformed("POST", S, ok).with("Content-Type", "application/json", "Idempotency-Key", "two words"),
                malformed("POST", S, ok).with("Content-Type", "application/json", "Idempotency-Key", "k".repeat(256)),
                malformed("POST", S, ok)
                        .with("Content-Type", "application/json", "Idempotency-Key", "a", "Idempotency-Key", "b"));
    }

    private static Bad append(String bundle, int status, String slug, int code) {
        return json("POST", S + "/OPEN/bundles", "{\"bundles\":[" + bundle + "]}", status, slug, code);
    }

    private static Bad member(String member) {
        return append("{\"bundleName\":\"BUNDLE\"," + member + "}", 400, "invalid-request", 401);
    }

    static Stream<Bad> appends() {
        var one = "{\"bundleName\":\"BUNDLE\"}";
        var rows = new ArrayList<>(List.of(
                append("", 400, "invalid-argument", 13900020),
                append(one + "," + one, 400, "invalid-argument", 13900020),
                append("null", 400, "invalid-request", 401),
                append("\"BUNDLE\"", 400, "invalid-request", 401),
                append("{}", 400, "invalid-request", 401),
                append(
                        "{\"bundleName\":\"a\"},{\"bundleName\":\"b\"},{\"bundleName\":\"c\"},{\"bundleName\":\"d\"}",
                        400,
                        "invalid-argument",
                        13900020),
                malformed("POST", S + "/OPEN/bundles", "{}"),
                malformed("POST", S + "/OPEN/bundles", "{\"bundles\":[" + one + "],\"type\":\"backup\"}"),
                senseless("POST", S + "/OPEN/bundles", "{\"bundles\":[" + one + "],\"remoteCapabilities\":{}}"),
                member("\"priority\":\"high\""),
                member("\"priority\":99999999999"),
                member("\"timeout\":-1"),
                member("\"timeout\":14400001"),
                member("\"sendRate\":-1"),
                member("\"sendRate\":true"),
                member("\"info\":[]"),
                member("\"parameters\":{}"),
                member("\"prioriy\":1"),
                json("POST", S + "/RUN/bundles", "{\"bundles\":[" + one + "]}", 409, "already-appended", 13900001),
                json("POST", S + "/GONE/bundles", "{\"bundles\":[" + one + "]}", 409, "session-ended", 13900001),
                json(
                        "POST",
                        S + "/" + "0".repeat(32) + "/bundles",
                        "{\"bundles\":[" + one + "]}",
                        404,
                        "no-such-session",
                        13900020)));
        for (var name : List.of("", "1abc", "a/b", "..", "a b", "a".repeat(129), "é", "a:0", "a:", "a;b")) {
            rows.add(append("{\"bundleName\":\"" + name + "\"}", 400, "invalid-request", 401));
        }
        for (var member : List.of(
                "\"lastIncrementalTime\":1",
                "\"restoreTo\":\"a\"",
                "\"restoreMode\":\"merge\"",
                "\"allowDowngrade\":true",
                "\"info\":{\"type\":\"app_mapping_relation\"}")) {
            rows.add(append("{\"bundleName\":\"BUNDLE\"," + member + "}", 400, "invalid-argument", 13900020));
        }
        return rows.stream();
    }

    static Stream<Bad> operations() {
        var run = S + "/RUN/bundles/BUNDLE";
        return Stream.of(
                malformed("PUT", run + "/timer", "{}"),
                malformed("PUT", run + "/timer", "{\"timeout\":-1}"),
                malformed("PUT", run + "/timer", "{\"timeout\":14400001}"),
                malformed("PUT", run + "/send-rate", "{\"sendRate\":-1}"),
                malformed("PUT", run + "/send-rate", "{\"sendRate\":null}"),
                malformed("PUT", run + "/priority", "{\"priority\":1,\"x\":1}"),
                json(
                        "PUT",
                        S + "/RUN/bundles/com.example.other/timer",
                        "{\"timeout\":1}",
                        404,
                        "no-such-bundle",
                        13900020),
                bare("POST", S + "/OPEN/bundles/BUNDLE/cancel", 404, "no-such-task", 13500012),
                bare("POST", S + "/GONE/bundles/BUNDLE/cancel", 404, "no-such-task", 13500012),
                bare("DELETE", S + "/OPEN/bundles/BUNDLE", 404, "no-such-bundle", 13900020),
                bare("GET", S + "/OPEN/bundles/BUNDLE", 404, "no-such-bundle", 13900020),
                bare("DELETE", S + "/" + "0".repeat(32), 404, "no-such-session", 13900020),
                bare("GET", S + "/x", 404, "no-such-session", 13900020),
                json("PUT", run, "{}", 405, "method-not-allowed", 13900020),
                bare("PATCH", S + "/OPEN", 405, "method-not-allowed", 13900020),
                bare("DELETE", S, 405, "method-not-allowed", 13900020),
                bare("GET", run + "/cancel", 405, "method-not-allowed", 13900020),
                bare("GET", run + "/reprot", 404, "no-such-resource", 13900020));
    }

    static Stream<Bad> files() {
        var files = S + "/RUN/bundles/BUNDLE/files/";
        return Stream.of(
                bare("GET", files + "part.99.tar", 404, "no-such-file", 13900020),
                bare("GET", files + "part.99.tar/manifest", 404, "no-such-file", 13900020),
                bare("DELETE", files + "part.99.tar", 404, "no-such-file", 13900020),
                bare("GET", files + "manage.json", 404, "no-such-file", 13900020),
                bare("GET", files + "CLOSED", 410, "file-closed", 13900020),
                bare("HEAD", files + "CLOSED", 410, "file-closed", 13900020),
                bare("GET", files + "CLOSED/manifest", 410, "file-closed", 13900020),
                bare("GET", files + "PART?sha256=" + ZEROS, 404, "no-such-file", 13900020),
                bare("GET", files + "PART?sha256=xyz", 400, "invalid-request", 401),
                bare("GET", files + "PART?sha256=" + "A".repeat(64), 400, "invalid-request", 401),
                bare("DELETE", files + "PART?sha256=", 400, "invalid-request", 401),
                bare("DELETE", files + "PART?sha256=" + ZEROS, 409, "receipt-mismatch", 13900001),
                bare("GET", files + "PART", 416, "range-not-satisfiable", 13900020)
                        .with("Range", "bytes=999999999-"),
                bare("GET", files + "PART", 416, "range-not-satisfiable", 13900020)
                        .with("Range", "bytes=-0"),
                bare("GET", files + "PART", 416, "range-not-satisfiable", 13900020)
                        .with("Range", "bytes=b-a"),
                bare("GET", files + "PART", 412, "precondition-failed", 13900020)
                        .with("If-Match", "\"" + ZEROS + "\""),
                bare("PUT", files + "PART", 405, "method-not-allowed", 13900020),
                bare("GET", files + "%2e%2e", 400, "invalid-request", 401),
                bare("GET", files + "a%20b", 400, "invalid-argument", 13900020),
                bare("GET", files + "a-b", 400, "invalid-argument", 13900020),
                bare("GET", files + "a".repeat(256), 400, "invalid-argument", 13900020),
                bare("DELETE", files + "%00", 400, "invalid-request", 401),
                bare("DELETE", S + "/RUN/bundles/1a/files/PART", 404, "no-such-bundle", 13900020),
                bare("DELETE", S + "/x/bundles/%3F/files/PART", 404, "no-such-session", 13900020),
                bare("GET", S + "/QUEUE/bundles/BUNDLE/files/PART", 404, "no-such-file", 13900020),
                bare("GET", S + "/OPEN/bundles/BUNDLE/files/PART", 404, "no-such-bundle", 13900020),
                bare("GET", S + "/OPEN/bundles/BUNDLE/files", 404, "no-such-bundle", 13900020));
    }

    static Stream<Bad> lists() {
        var rows = new ArrayList<Bad>();
        for (var query : List.of(
                "limit=0",
                "limit=1001",
                "limit=x",
                "wait=61",
                "wait=-1",
                "wait=1.5",
                "state=stale",
                "after=-1",
                "after=x")) {
            rows.add(bare("GET", S + "/RUN/files?" + query, 400, "invalid-request", 401));
        }
        for (var query : List.of("after=-1", "after=x", "limit=0", "wait=61", "types=onFoo", "types=")) {
            rows.add(bare("GET", S + "/RUN/events?" + query, 400, "invalid-request", 401));
        }
        for (var query : List.of("after=999999", "after=99999999999999999999999")) {
            rows.add(bare("GET", S + "/RUN/events?" + query, 400, "invalid-argument", 13900020));
        }
        for (var query : List.of("state=lost", "type=copy", "limit=1001", "after=!", "after=abc")) {
            rows.add(bare("GET", S + "?" + query, 400, "invalid-request", 401));
        }
        rows.add(bare("GET", S + "/RUN/events", 400, "invalid-request", 401)
                .with("Accept", "text/event-stream", "Last-Event-ID", "x"));
        return rows.stream();
    }

    static Stream<Bad> addresses() {
        return Stream.of(
                bare("GET", "/api/v1/nothing", 404, "no-such-resource", 13900020),
                bare("GET", "/page.html", 404, "no-such-resource", 13900020),
                bare("GET", "/api/v1/sessions/", 404, "no-such-resource", 13900020));
    }
}
