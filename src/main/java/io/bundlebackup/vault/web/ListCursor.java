package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Where a page of a list ends, as clients pass it back: opaque to them. */
final class ListCursor {
    private ListCursor() {}

    static String of(long key) {
        return Long.toString(key, Character.MAX_RADIX);
    }

    /** The number that {@link #of} made a cursor from; the largest one for the first page. */
    static long before(@Nullable String after) {
        if (after == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(after, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw ProblemException.invalidParameter("after", "is not a cursor of this list");
        }
    }
}
