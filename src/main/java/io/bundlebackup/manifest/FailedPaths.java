package io.bundlebackup.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The entries that could not be backed up: their number, and the paths of the first. Immutable and thread-safe.
 *
 * @param count of the entries that failed, not negative
 * @param named the paths of at most {@value #MOST_NAMED} of them, in the order of the report
 */
public record FailedPaths(long count, List<RawPath> named) {
    public static final FailedPaths NONE = new FailedPaths(0, List.of());

    /** The most paths that a manifest names. */
    public static final int MOST_NAMED = 1_000;

    /** The longest text of all paths; a line of a manifest has room for more, but is kept short for tools. */
    private static final int MOST_TEXT = 1 << 18;

    public FailedPaths {
        if (named.size() > MOST_NAMED) {
            throw new IllegalArgumentException("failedPaths names more than " + MOST_NAMED + " paths");
        }
        if (named.size() > count) {
            throw new IllegalArgumentException("failedPaths names more paths than failed counts");
        }
        named = List.copyOf(named);
    }

    /**
     * Takes as many of these paths as allowed, in their order.
     *
     * @param failures the number of failures; a path may have failed more than once
     * @param shown the first {@value #MOST_NAMED} different paths, all if they are fewer, as reports have them: percent-encoded if they have a percent sign. A path that a report shows in part
     *     is left out
     */
    public static FailedPaths of(long failures, Collection<String> shown) {
        long count = shown.size() < MOST_NAMED ? shown.size() : failures;
        var named = new ArrayList<RawPath>();
        int length = 0;
        for (var each : shown) {
            if (isCutOff(each)) {
                continue;
            }
            var path = RawPath.decode(each, each.indexOf('%') >= 0);
            length += text(path).length() + 1;
            if (named.size() == Math.min(MOST_NAMED, count) || length > MOST_TEXT) {
                break;
            }
            named.add(path);
        }
        return new FailedPaths(count, named);
    }

    /** A report shows the first 1,024 bytes of a path that is too long for a manifest. */
    private static boolean isCutOff(String shown) {
        return shown.length() > 1_024 && shown.endsWith("…");
    }

    /** Undoes {@link #text}; an {@link IllegalArgumentException} says what is wrong. */
    static FailedPaths parse(long count, String text) {
        var named = new ArrayList<RawPath>();
        for (int from = 0; from < text.length() && named.size() <= MOST_NAMED; ) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            named.add(RawPath.decode(text.substring(from, to), true));
            from = to + 1;
        }
        return new FailedPaths(count, named);
    }

    public boolean isNone() {
        return count == 0;
    }

    /** The named path that is this one, or a directory above this one; empty if none is named. */
    public Optional<RawPath> around(RawPath path) {
        return named.stream()
                .filter(failed -> failed.equals(path) || path.isUnder(failed))
                .findFirst();
    }

    /** The number of failures that are not named. */
    public long unnamed() {
        return count - named.size();
    }

    /** The paths, joined by commas; ASCII without {@code &}, a comma in a path is percent-encoded too. */
    String text() {
        var text = new StringBuilder();
        for (var path : named) {
            text.append(text.isEmpty() ? "" : ",").append(text(path));
        }
        return text.toString();
    }

    private static String text(RawPath path) {
        return RawText.encode(path.bytes()).replace("&", "%26").replace(",", "%2C");
    }
}
