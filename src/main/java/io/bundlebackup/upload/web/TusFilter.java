package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Adds the version of tus to each answer to a tus request, including refusals of the security filters (-100), and refuses other versions.
 * It does not read the body.
 */
@Component
@Order(-200)
final class TusFilter extends OncePerRequestFilter {
    static final String RESUMABLE = "Tus-Resumable";
    static final String VERSIONS = "Tus-Version";
    static final String VERSION = "1.0.0";
    private static final Pattern UPLOADS = Pattern.compile("/api/v1/sessions/[^/]+/bundles/[^/]+/uploads(?:/.*)?");

    private final ProblemWriter problems;

    TusFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !UPLOADS.matcher(request.getRequestURI()).matches()
                || request.getHeader(RESUMABLE) == null && !isTus(request);
    }

    private static boolean isTus(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.startsWith(UploadHeaders.TUS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(RESUMABLE, VERSION);
        if (VERSION.equals(request.getHeader(RESUMABLE)) || request.getMethod().equals("OPTIONS")) {
            chain.doFilter(request, response);
        } else {
            response.setHeader(VERSIONS, VERSION);
            problems.write(
                    request,
                    response,
                    ProblemType.PRECONDITION_FAILED,
                    "Header " + RESUMABLE + " has to be " + VERSION + ", the only version of tus that is spoken here.");
        }
    }
}
