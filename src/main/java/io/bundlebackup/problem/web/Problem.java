package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * A problem on the wire: a type, one sentence, the members that the type adds, and headers of the answer
 * ({@code Allow}, {@code Accept}).
 */
record Problem(ProblemType type, String detail, Map<String, Object> members, HttpHeaders headers) {
    /** What changes lines, colours or the direction of a text. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    /** Characters. */
    private static final int LONGEST_DETAIL = 1_000;

    /** A detail may repeat what was sent, however long, and clients show it in terminals. */
    Problem {
        var shown =
                detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "\u2026 (shortened)." : detail;
        detail = INVISIBLE.matcher(shown).replaceAll("?");
    }

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), new HttpHeaders());
    }

    static Problem of(ProblemType type, String detail, HttpHeaders headers) {
        return new Problem(type, detail, Map.of(), headers);
    }

    static Problem of(ProblemException exception) {
        var headers = new HttpHeaders();
        exception.retryAfter().ifPresent(time -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(time.toSeconds())));
        return new Problem(exception.type(), exception.detail(), exception.members(), headers);
    }

    static Problem invalid(String detail, List<InvalidPart> errors) {
        return new Problem(ProblemType.INVALID_REQUEST, detail, Map.of("errors", errors), new HttpHeaders());
    }

    int status() {
        return Statuses.of(type);
    }
}
