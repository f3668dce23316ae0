package io.bundlebackup.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;

/** Logs a failure of the service itself; the client gets a reference that is also in the log line. */
final class FailureLog {
    private FailureLog() {}

    static Problem logged(Logger log, Problem problem, HttpServletRequest request, Throwable cause) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        log.error("{} {} failed, reference {}", request.getMethod(), request.getRequestURI(), reference, cause);
        Map<String, Object> members = new LinkedHashMap<>(problem.members());
        members.put("reference", reference);
        return new Problem(
                problem.type(),
                problem.detail() + " The service's log has details under reference " + reference + ".",
                members,
                problem.headers());
    }
}
