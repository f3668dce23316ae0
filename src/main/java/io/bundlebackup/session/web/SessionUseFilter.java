package io.bundlebackup.session.web;

import io.bundlebackup.session.Sessions;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
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
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new UntilComplete(use));
                asynchronous = true;
            }
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

    /** Errors and time-outs end in completion too. */
    private record UntilComplete(Sessions.Use use) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            use.close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}
    }
}
