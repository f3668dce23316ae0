package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Header fields with values that no client of good will sends. */
final class Headers {
    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "application/json; charset=",
            "application/json;;;",
            "text/json",
            "application/problem+json",
            "application/vnd.a+json",
            "text/plain",
            "application/octet-stream",
            "application/partial-upload",
            "application/offset+octet-stream",
            "multipart/form-data",
            "multipart/form-data; boundary=a",
            "application/x-www-form-urlencoded",
            "application/xml",
            "*/*",
            "json",
            "/",
            "a/b; q=\"",
            "\u00e9/\u00e9",
            "application/json, application/json",
            "a/" + "b".repeat(5_000));

    private static final List<String> CODINGS =
            List.of("gzip", "br", "zstd", "deflate", "dcz", "identity", "gzip, gzip", "nonsense", "", ",");

    private static final List<String> ACCEPTED = List.of(
            "",
            "*/*",
            "text/html",
            "image/png",
            "application/json;q=0",
            "application/json;q=2",
            "application/json;q=nonsense",
            "text/event-stream",
            "text/event-stream;q=0.1, */*;q=0.2",
            "*/json",
            "a",
            ";",
            "application/problem+json",
            "text/plain;q=0.0001",
            "a/b,".repeat(1_000));

    private static final Map<String, List<String>> ODD = Map.ofEntries(
            Map.entry(
                    "Range",
                    List.of(
                            "bytes=0-0",
                            "bytes=0-99999999999999999999",
                            "bytes=-0",
                            "bytes=-1",
                            "bytes=1-0",
                            "bytes=",
                            "bytes=a-b",
                            "lines=1-2",
                            "bytes=0-,0-,0-",
                            "bytes=" + "0-0,".repeat(1_500),
                            "bytes=9223372036854775807-",
                            "=")),
            Map.entry("If-Range", List.of("\"", "W/\"a\"", "\"a\"", "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense")),
            Map.entry("If-Match", List.of("*", "\"", "\"a\", W/\"b\"", "nonsense", "\"a\",".repeat(1_000), "")),
            Map.entry("If-None-Match", List.of("*", "\"", "nonsense", "W/", "\"a\",".repeat(1_000), "")),
            Map.entry(
                    "If-Modified-Since",
                    List.of("Thu, 01 Jan 1970 00:00:00 GMT", "nonsense", "Fri, 31 Dec 99999 00:00:00 GMT", "-1")),
            Map.entry("If-Unmodified-Since", List.of("Thu, 01 Jan 1970 00:00:00 GMT", "nonsense", "0")),
            Map.entry("Idempotency-Key", List.of("", " ", "a b", "\u00e9", "a".repeat(256), "\"", "k,k")),
            Map.entry(
                    "Upload-Offset",
                    List.of("0", "-1", "1", "9223372036854775807", "9223372036854775808", "a", "", "0, 0", "0.0")),
            Map.entry("Upload-Complete", List.of("?1", "?0", "?2", "1", "true", "", "?1;a=b", "?1, ?0")),
            Map.entry("Upload-Length", List.of("0", "-1", "1", "9223372036854775807", "99999999999999999999", "a", "")),
            Map.entry(
                    "Content-Range",
                    List.of(
                            "bytes 0-0/1",
                            "bytes 0-9223372036854775807/*",
                            "bytes */1",
                            "bytes 1-0/1",
                            "bytes 0-99/100",
                            "bytes 0-0/99999999999999999999",
                            "bytes -1-0/1",
                            "nonsense",
                            "")),
            Map.entry(
                    "Repr-Digest",
                    List.of(
                            "sha-256=:AAAA:",
                            "sha-256=::",
                            "sha-256=a",
                            "md5=:AAAA:",
                            "sha-256=:" + "A".repeat(44) + ":",
                            ",,,",
                            "sha-256=:" + "A".repeat(6_000) + ":")),
            Map.entry("Content-Digest", List.of("sha-256=:AAAA:", "sha-256=:\u00e9:", "=", "sha-512=:AA==:")),
            Map.entry("Tus-Resumable", List.of("1.0.0", "0.0.1", "", "9")),
            Map.entry("X-HTTP-Method-Override", List.of("PATCH", "DELETE", "GET", "", "\u00e9")),
            Map.entry("Last-Event-ID", List.of("0", "-1", "now", "99999999999999999999", "\u00e9", "a".repeat(3_000))),
            Map.entry(
                    "Origin",
                    List.of("null", "http://evil.example", "http://127.0.0.1", "http://[::1", "", "a b", "*")),
            Map.entry("Access-Control-Request-Method", List.of("PUT", "", "\u00e9", "FOO")),
            Map.entry(
                    "Forwarded",
                    List.of("for=1.2.3.4;host=evil", "for=\"[", ";;;", "proto=javascript", "for=a,".repeat(900))),
            Map.entry("X-Forwarded-Prefix", List.of("/a", "//evil.example", "/a/../..", "\u00e9", "a b", "/%")),
            Map.entry("X-Forwarded-Host", List.of("evil.example", "a:99999", "[", "a b", ",")),
            Map.entry("X-Forwarded-For", List.of("1.2.3.4", "\u00e9", "1.2.3.4,".repeat(900), "::1%25a")),
            Map.entry("X-Forwarded-Proto", List.of("https", "javascript", "")),
            Map.entry("X-Forwarded-Port", List.of("-1", "99999", "a", "0")),
            Map.entry(
                    "Host",
                    List.of("", "a b", "localhost:99999", "localhost:a", "[::1", "evil.example", "a_b", "\u00e9")),
            Map.entry("Expect", List.of("100-continue", "200-ok", "")),
            Map.entry("Upgrade", List.of("websocket", "h2c", "TLS/1.0", "\u00e9")),
            Map.entry("Connection", List.of("Upgrade", "close", "keep-alive, Upgrade", "nonsense", "")),
            Map.entry("Sec-WebSocket-Version", List.of("13", "12", "a", "")),
            Map.entry("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ==", "a", "", "\u00e9")),
            Map.entry("Sec-Fetch-Site", List.of("cross-site", "none", "\u00e9")),
            Map.entry("Available-Dictionary", List.of(":AAAA:", "a", ":" + "A".repeat(43) + "=:", "::", ":\u00e9:")),
            Map.entry("Accept-Language", List.of("de", "*", ";q=1", "a-" + "b".repeat(4_000), "en;q=a")),
            Map.entry("Accept-Charset", List.of("utf-16", "nonsense", "")),
            Map.entry("TE", List.of("trailers", "chunked", "nonsense")),
            Map.entry("X-Injected", List.of("a\tb", "\u0080\u00ff", "\u0001", "a\u0000b", "\u007f")));

    private static final List<String> NAMES = ODD.keySet().stream().sorted().toList();

    private Headers() {}

    static void any(FuzzedRequest request, Random random) {
        for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
            var name = one(NAMES, random);
            var value = one(ODD.getOrDefault(name, List.of("")), random);
            if (random.nextInt(6) == 0) {
                request.headers.add(new FuzzedRequest.Field(name, value));
            } else {
                request.setHeader(name, value);
            }
        }
    }

    static void encoding(FuzzedRequest request, Random random) {
        switch (random.nextInt(7)) {
            case 0 -> request.headers.removeIf(header -> header.name().equals("Content-Type"));
            case 1 -> request.setHeader("Content-Type", one(TYPES, random));
            case 2 -> request.setHeader("Accept", one(ACCEPTED, random));
            case 3 -> {
                request.setHeader("Accept-Encoding", one(CODINGS, random) + one(List.of("", ";q=0", ";q=a"), random));
                request.setHeader("Available-Dictionary", ":" + "A".repeat(43) + "=:");
            }
            case 4 -> {
                request.setHeader("Content-Encoding", one(CODINGS, random));
                request.body = request.body == null ? new byte[100] : request.body;
            }
            case 5 -> {
                request.setHeader("Content-Encoding", "gzip");
                request.body = Bodies.compressed(new byte[one(List.of(0, 100, 20_000_000), random)]);
            }
            default -> {
                request.setHeader("Content-Type", one(TYPES, random));
                request.setHeader("Accept", one(ACCEPTED, random));
            }
        }
    }
}
