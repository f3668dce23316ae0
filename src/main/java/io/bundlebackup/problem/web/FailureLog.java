package io.bundlebackup.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;

/** A failure of the service itself: the log gets everything, the client a reference to find it there. */
final class FailureLog {
    private FailureLog() {}

    static Problem logged(Logger log, Problem problem, HttpServletRequest request, Throwable cause) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        log.error("{} {} failed, reference {}", request.getMethod(), request.getRequestURI(), reference, cause);
        Map<String, Object> members = new LinkedHashMap<>(problem.members());
        members.put("reference", reference);
        return new Problem(
                problem.type(),
                problem.detail() + " The service's log has more under reference " + reference + ".",
                members,
                problem.headers());
    }
}
