package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page of a list ends, as clients pass it back: opaque to them. */
final class Cursor {
    private Cursor() {}

    static String of(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.US_ASCII));
    }

    /** The text that {@link #of} made a cursor from. A cursor from elsewhere gives some text, or is refused. */
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
        return ProblemException.invalidParameter("after", "is not a cursor of this list");
    }
}
