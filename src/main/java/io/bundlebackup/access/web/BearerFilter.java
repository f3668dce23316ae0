package io.bundlebackup.access.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes the caller only from {@code Authorization: Bearer <token>}: a token in a query would end up in logs and histories. The filter
 * refuses nothing itself: open operations stay open to a request with a wrong token, and the check of authorities refuses all others.
 *
 * <p>The request's {@link Principal} becomes the {@link Caller} itself, for handlers and WebSocket handshakes alike.
 */
final class BearerFilter extends OncePerRequestFilter {
    /** Set if the request has invalid credentials, so that the answer can say so. */
    static final String WRONG = BearerFilter.class.getName() + ".wrong";

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");

    private final Tokens tokens;
    private final SecurityContextRepository contexts;

    BearerFilter(Tokens tokens, SecurityContextRepository contexts) {
        this.tokens = tokens;
        this.contexts = contexts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (headers.size() > 1 || !bearer.matches()) {
            request.setAttribute(WRONG, Boolean.TRUE);
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> caller = tokens.callerOf(bearer.group(1));
        if (caller.isEmpty()) {
            request.setAttribute(WRONG, Boolean.TRUE);
            chain.doFilter(request, response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller.get()));
        SecurityContextHolder.setContext(context);
        // An asynchronous dispatch of this request, perhaps on another thread, finds the caller there.
        contexts.saveContext(context, request, response);
        chain.doFilter(new CallersRequest(request, caller.get()), response);
    }

    private static final class CallersRequest extends HttpServletRequestWrapper {
        private final Caller caller;

        CallersRequest(HttpServletRequest request, Caller caller) {
            super(request);
            this.caller = caller;
        }

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        /** Roles are the names of authorities; actuator uses them to decide who may see the details of health. */
        @Override
        public boolean isUserInRole(String role) {
            return caller.authorities().stream()
                    .anyMatch(authority -> authority.name().equals(role));
        }

        @Override
        public String getRemoteUser() {
            return caller.name();
        }

        @Override
        public String getAuthType() {
            return "Bearer";
        }
    }
}
