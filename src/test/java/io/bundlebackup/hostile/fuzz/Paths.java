package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;

import java.util.List;
import java.util.Random;

/** Paths that are malformed, ambiguous, or lead elsewhere. */
final class Paths {
    private static final List<String> PIECES = List.of(
            "%2F",
            "%2f..%2f",
            "%00",
            "..;/",
            "../",
            "./",
            "//",
            ";jsessionid=a",
            ";",
            "%3b",
            "%2e%2e/",
            "%252e%252e/",
            "%c0%ae%c0%ae/",
            "%5c",
            "\\",
            "%",
            "%zz",
            "%ed%a0%80",
            "%ff",
            "\u00e9",
            "%e2%80%ae",
            "%0d%0aX-Injected:%201",
            " ",
            "\t",
            "#",
            "?",
            "{",
            "<script>",
            "*",
            "~",
            "%7e",
            "a".repeat(300),
            "%61".repeat(2_000),
            "/".repeat(2_000),
            "a/".repeat(1_500));

    private Paths() {}

    static void spoil(FuzzedRequest request, Random random) {
        request.elsewhere = true;
        var path = request.path;
        int at = path.isEmpty() ? 0 : random.nextInt(1, path.length() + 1);
        request.path = switch (random.nextInt(10)) {
            case 0 -> path + "/";
            case 1 -> path.toUpperCase();
            case 2 -> path.replaceFirst("/api/v1", one(List.of("", "/api", "/api/v2", "/API/v1", "/api//v1"), random));
            case 3 -> path + one(List.of(".json", ".html", "/..", "/.", "/%2e", "?", "??a=b", "&a=b"), random);
            case 4 -> "http://" + one(List.of("localhost", "evil.example", "user@localhost", ""), random) + path;
            case 5 ->
                one(List.of("*", "", "a", "//", "/..", "/%2e%2e/", "localhost:80", "/actuator/env", "/error"), random);
            case 6 -> path.replaceFirst("[^/]+$", "");
            default -> path.substring(0, at) + one(PIECES, random) + path.substring(at);
        };
    }
}
