package io.bundlebackup.session.web;

import io.bundlebackup.problem.web.AnswerEnd;
import io.bundlebackup.session.Sessions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A session is in use while a request of its owner is running, however long that takes: a slow upload or download keeps it from
 * expiring. Behind the security filters (-100), which know the caller. It touches neither request nor response.
 */
@Component
@Order(0)
final class SessionUseFilter extends OncePerRequestFilter {
    private static final String SESSIONS = "/api/v1/sessions/";

    private final Sessions sessions;

    SessionUseFilter(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(SESSIONS) || request.getUserPrincipal() == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var use = sessions.use(request.getUserPrincipal().getName(), sessionId(request.getRequestURI()));
        var asynchronous = false;
        try {
            chain.doFilter(request, response);
            asynchronous = AnswerEnd.whenComplete(request, use::close);
        } finally {
            if (!asynchronous) {
                use.close();
            }
        }
    }

    private static String sessionId(String path) {
        var end = path.indexOf('/', SESSIONS.length());
        return path.substring(SESSIONS.length(), end < 0 ? path.length() : end);
    }
}
