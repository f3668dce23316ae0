package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Where a page of a list ends, as clients pass it back: opaque to them. */
final class Cursor {
    private Cursor() {}

    static String of(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.US_ASCII));
    }

    /** What {@link #of} was made of. What was not made by it gives some text or a refusal. */
    static String read(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    /** As {@link #read}, of a number. */
    static long number(String cursor) {
        try {
            return Long.parseLong(read(cursor));
        } catch (NumberFormatException e) {
            throw foreign();
        }
    }

    static ProblemException foreign() {
        var error = Map.of("parameter", "after", "detail", "is not a cursor of this list");
        return new ProblemException(ProblemType.INVALID_REQUEST, "Parameter after is not a cursor of this list.")
                .with("errors", List.of(error));
    }
}
