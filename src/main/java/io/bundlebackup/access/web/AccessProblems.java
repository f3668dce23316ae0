package io.bundlebackup.access.web;

import io.bundlebackup.access.Authority;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Answers refused requests with problems: requests without a valid token, callers without an authority, and ambiguous URLs. */
final class AccessProblems implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
    private static final String CHALLENGE = "Bearer realm=\"bundle-backup\"";

    private final ProblemWriter problems;

    AccessProblems(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        Object wrong = refusal instanceof BadCredentialsException
                ? refusal.getMessage()
                : request.getAttribute(CallerFilter.WRONG);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE, wrong == null ? CHALLENGE : CHALLENGE + ", error=\"invalid_token\"");
        problems.write(
                request,
                response,
                ProblemType.UNAUTHENTICATED,
                wrong == null ? "This request needs a token: Authorization: Bearer <token>." : String.valueOf(wrong));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        var missing = Arrays.stream(Authority.values())
                .filter(authority -> !has(caller, authority))
                .findFirst()
                .orElse(Authority.BACKUP);
        problems.write(
                request,
                response,
                missing == Authority.SYSTEM ? ProblemType.NOT_A_SYSTEM_CALLER : ProblemType.PERMISSION_DENIED,
                "The caller does not have the authority '" + missing.wire() + "'.");
    }

    private static boolean has(@Nullable Authentication caller, Authority authority) {
        return caller != null
                && caller.getAuthorities().stream()
                        .anyMatch(granted -> authority.name().equals(granted.getAuthority()));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException refusal)
            throws IOException {
        problems.write(
                request,
                response,
                ProblemType.INVALID_REQUEST,
                "The URL or a header field has characters that are not allowed.");
    }
}
