package io.bundlebackup.access.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Logins;
import io.bundlebackup.access.Logins.Login;
import io.bundlebackup.access.SignedTokens;
import io.bundlebackup.access.Tickets;
import io.bundlebackup.access.Tokens;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.web.CallerConnections;
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
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds the caller of a request: by the token in {@code Authorization: Bearer <token>}, else for a WebSocket handshake by the {@code ticket} in its
 * query, else by the cookie of a login, if the {@link Origins} allow this. A token in a query is not looked at: URLs end up in logs and
 * histories. The filter refuses nothing itself: open operations stay open to a request with a wrong token, and the check of authorities
 * refuses all others.
 *
 * <p>The request's {@link Principal} becomes the {@link Caller} itself, for handlers and WebSocket handshakes alike.
 */
final class CallerFilter extends OncePerRequestFilter {
    /** Set if the request has invalid credentials: the sentence for the answer. */
    static final String WRONG = CallerFilter.class.getName() + ".wrong";

    /** The {@link Login} of the request, if a cookie told the caller. */
    static final String LOGIN_ATTRIBUTE = Logins.REQUEST_ATTRIBUTE;

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");

    private final Tokens tokens;
    private final Tickets tickets;
    private final Logins logins;
    private final Origins origins;
    private final SecurityContextRepository contexts;
    private final CallerConnections connections;
    private final SignedTokens signed;

    CallerFilter(
            Tokens tokens,
            Tickets tickets,
            Logins logins,
            Origins origins,
            SecurityContextRepository contexts,
            CallerConnections connections,
            SignedTokens signed) {
        this.signed = signed;
        this.connections = connections;
        this.tokens = tokens;
        this.tickets = tickets;
        this.logins = logins;
        this.origins = origins;
        this.contexts = contexts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = caller(request);
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller.get()));
        SecurityContextHolder.setContext(context);
        // An asynchronous dispatch of this request, perhaps on another thread, finds the caller there.
        contexts.saveContext(context, request, response);
        var callersRequest = new CallersRequest(request, caller.get());
        connections.note(request, caller.get());
        var scope = new CallerScope(caller.get(), caller.get().limits());
        ScopedChain.proceed(scope, callersRequest, response, chain);
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            return orWrong(request, byToken(request), "The token in header Authorization is not valid.");
        }
        if (Origins.isHandshake(request) && request.getParameter("ticket") != null) {
            return orWrong(
                    request,
                    tickets.redeem(request.getParameter("ticket")).flatMap(tokens::current),
                    "The ticket is unknown, used or expired; POST /api/v1/tickets gives a new ticket.");
        }
        return byCookie(request);
    }

    private static Optional<Caller> orWrong(HttpServletRequest request, Optional<Caller> caller, String sentence) {
        if (caller.isEmpty()) {
            request.setAttribute(WRONG, sentence);
        }
        return caller;
    }

    private Optional<Caller> byToken(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (headers.size() != 1 || !bearer.matches()) {
            return Optional.empty();
        }
        return tokens.callerOf(bearer.group(1)).or(() -> signed.callerOf(bearer.group(1)));
    }

    private Optional<Caller> byCookie(HttpServletRequest request) {
        Optional<Login> login = LoginCookies.value(request, logins.cookieName())
                .filter(_ -> origins.allowCookie(request))
                .flatMap(logins::find);
        login.ifPresent(found -> request.setAttribute(LOGIN_ATTRIBUTE, found));
        return login.map(Login::caller);
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
            return getAttribute(LOGIN_ATTRIBUTE) == null ? "Bearer" : "Cookie";
        }
    }
}
