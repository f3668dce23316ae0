package io.bundlebackup.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collections;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The conditions of a request for a file, in the order of RFC 9110, 13.2.2. Spring's own check leaves out {@code If-Match} and {@code
 * If-None-Match: *} where nothing is changed; here they say which bytes are to come.
 *
 * @param etag of the file, strong, without its quotes
 * @param modified when the file was modified
 */
record Conditions(HttpServletRequest request, String etag, Instant modified) {
    /** What they come to. */
    enum Verdict {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    Verdict verdict() {
        var failed = has(HttpHeaders.IF_MATCH)
                ? !isNamed(HttpHeaders.IF_MATCH, true)
                : modifiedAfter(HttpHeaders.IF_UNMODIFIED_SINCE, false);
        if (failed) {
            return Verdict.FAILED;
        }
        var wanted = has(HttpHeaders.IF_NONE_MATCH)
                ? !isNamed(HttpHeaders.IF_NONE_MATCH, false)
                : modifiedAfter(HttpHeaders.IF_MODIFIED_SINCE, true);
        return wanted ? Verdict.SEND : Verdict.NOT_MODIFIED;
    }

    private boolean has(String header) {
        return request.getHeader(header) != null;
    }

    /** Whether the file's tag, or {@code *}, is among those of a header. */
    private boolean isNamed(String header, boolean strong) {
        var own = new ETag(etag, false);
        return ETag.parse(String.join(",", Collections.list(request.getHeaders(header)))).stream()
                .anyMatch(tag -> tag.isWildcard() || tag.compare(own, strong));
    }

    /** @param otherwise what holds without the header, or with one that is no date, which counts for nothing */
    private boolean modifiedAfter(String header, boolean otherwise) {
        try {
            var date = request.getDateHeader(header);
            return date < 0 ? otherwise : modified.getEpochSecond() > Math.floorDiv(date, 1000L);
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }
}
