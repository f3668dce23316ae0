package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * A problem on the wire: a type, one sentence, the members that the type adds, and headers of the answer
 * ({@code Allow}, {@code Accept}).
 */
record Problem(ProblemType type, String detail, Map<String, Object> members, HttpHeaders headers) {
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
