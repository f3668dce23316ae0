package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Content-Range} of a request (RFC 9110, 14.4 and 14.5).
 *
 * @param first the first byte of the body; {@code null} without a body, to ask for the offset
 * @param last the last byte of the body
 * @param total the size of the whole, if given
 */
record ContentRange(
        @Nullable Long first, @Nullable Long last, @Nullable Long total) {
    private static final String NUMBER = "([0-9]{1,18})";
    private static final Pattern FORM = Pattern.compile(
            "bytes\\s+(?:" + NUMBER + "-" + NUMBER + "|\\*)/(?:" + NUMBER + "|\\*)", Pattern.CASE_INSENSITIVE);

    static ContentRange parse(String header) {
        var form = FORM.matcher(header.strip());
        if (form.matches()) {
            var range = new ContentRange(number(form.group(1)), number(form.group(2)), number(form.group(3)));
            if (range.isSound()) {
                return range;
            }
        }
        throw ProblemException.invalidHeader(
                "Content-Range", "must be like bytes 0-99/200, with * for an unknown total");
    }

    private static @Nullable Long number(@Nullable String digits) {
        return digits == null ? null : Long.valueOf(digits);
    }

    private boolean isSound() {
        return first == null || last == null || first <= last && (total == null || last < total);
    }

    /** How many bytes the body has. */
    long count() {
        return first == null || last == null ? 0 : last - first + 1;
    }

    boolean isWhole() {
        return first != null && first == 0 && total != null && count() == total;
    }

    boolean isLast() {
        return last != null && total != null && last == total - 1;
    }
}
