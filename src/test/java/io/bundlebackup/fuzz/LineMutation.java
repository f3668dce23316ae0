package io.bundlebackup.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Changes of one column, or of whole lines. Texts are Latin-1, so that one character is one byte. */
final class LineMutation {
    private static final List<String> COLUMNS = List.of(
            "",
            ".",
            "..",
            "/",
            "/abs",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "%2e%2e",
            "%2F",
            "%00",
            "%",
            "%4",
            "%zz",
            "%41",
            "%FF",
            "\u00ff",
            "\u00c3\u00bc",
            "\0",
            "\t",
            "\r",
            "x".repeat(300),
            "d/".repeat(2_500) + "f",
            "user.a:",
            "user.a:QUJD,user.b:",
            "0".repeat(64),
            "f".repeat(63),
            "F".repeat(64),
            "16877",
            "33188",
            "41471",
            "65535",
            "part.0.tar");

    private LineMutation() {}

    static byte[] once(byte[] bytes, char separator, Mutator mutator) {
        var lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
        int at = mutator.random().nextInt(lines.size());
        int other = mutator.random().nextInt(lines.size());
        switch (mutator.random().nextInt(10)) {
            case 0 -> lines.add(at, lines.get(other));
            case 1 -> lines.remove(at);
            case 2 -> Collections.swap(lines, at, other);
            default -> lines.set(at, line(lines.get(at), lines.get(other), separator, mutator));
        }
        return Mutator.latin(String.join("\n", lines));
    }

    private static String line(String line, String otherLine, char separator, Mutator mutator) {
        var quoted = Pattern.quote(String.valueOf(separator));
        var columns = new ArrayList<>(List.of(line.split(quoted, -1)));
        var others = List.of(otherLine.split(quoted, -1));
        int at = mutator.random().nextInt(columns.size());
        switch (mutator.random().nextInt(6)) {
            case 0, 1 -> columns.set(at, mutator.any(COLUMNS));
            case 2 -> columns.set(at, mutator.number());
            case 3 -> columns.set(at, others.get(Math.min(at, others.size() - 1)));
            case 4 -> columns.add(at, mutator.any(COLUMNS));
            default -> columns.remove(at);
        }
        return String.join(String.valueOf(separator), columns);
    }
}
