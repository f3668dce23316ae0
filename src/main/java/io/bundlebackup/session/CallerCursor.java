package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.regex.Pattern;

/**
 * How far a client has read the log of all its sessions; opaque to clients, and no secret.
 *
 * @param directory names the data directory
 * @param events the position of the newest event that the client has
 * @param views the position up to which the client has the views that changed; they are sent less often than events
 */
public record CallerCursor(String directory, long events, long views) {
    private static final int RADIX = Character.MAX_RADIX;
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,32})-([0-9a-z]{1,12})-([0-9a-z]{1,12})");

    /** @throws ProblemException {@code invalid-request}, naming the parameter */
    public static CallerCursor parse(String parameter, String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw ProblemException.invalidParameter(parameter, "must be a cursor that this service gave");
        }
        return new CallerCursor(
                found.group(1), Long.parseLong(found.group(2), RADIX), Long.parseLong(found.group(3), RADIX));
    }

    long newest() {
        return Math.max(events, views);
    }

    public String text() {
        return text(directory, events, views);
    }

    static String text(String directory, long events, long views) {
        return directory + "-" + Long.toString(events, RADIX) + "-" + Long.toString(views, RADIX);
    }

    static ProblemException expired() {
        return new ProblemException(
                ProblemType.CURSOR_EXPIRED,
                "The cursor is older than the events that are kept, or comes from another data directory; list the sessions, and go on from the cursor of that list.");
    }
}
