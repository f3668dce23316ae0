package io.bundlebackup.audit.web;

import io.bundlebackup.audit.AuditLog;
import io.bundlebackup.problem.web.AnswerEnd;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Adds an entry to the audit log for each request that changes something, reads content, or was refused. In front of the security filters (-100),
 * so that it sees what they refuse. It changes neither request nor response.
 */
@Component
@Order(-500)
final class AuditFilter extends OncePerRequestFilter {
    private final AuditLog audit;
    private final AuditedRequests requests;

    AuditFilter(AuditLog audit, AuditedRequests requests) {
        this.audit = audit;
        this.requests = requests;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var begun = new Begun(request, response, Instant.now(), System.nanoTime());
        var asynchronous = false;
        try {
            chain.doFilter(request, response);
            asynchronous = AnswerEnd.whenComplete(request, () -> end(begun));
        } finally {
            if (!asynchronous) {
                end(begun);
            }
        }
    }

    private void end(Begun begun) {
        var request = begun.request();
        var response = begun.response();
        if (requests.isAudited(request, response)) {
            var entry = requests.entry(request, response, begun.at())
                    .with("durationMs", (System.nanoTime() - begun.nanos()) / 1_000_000);
            if (requests.isRepeated(request)) {
                audit.addRepeated(entry);
            } else {
                audit.add(entry);
            }
        }
    }

    /** A request when it came. */
    private record Begun(HttpServletRequest request, HttpServletResponse response, Instant at, long nanos) {}
}
