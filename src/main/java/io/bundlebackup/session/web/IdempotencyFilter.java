package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.web.JsonBody;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.StoredReplies;
import io.bundlebackup.session.reply.StoredReply;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers a repeated {@code POST} with an {@code Idempotency-Key} as it was answered the first time. It runs after the filters
 * that know the caller and have read the body.
 *
 * <p>It holds back the answers of such requests only, which are small JSON: never a download, an upload or a stream of events, none of
 * which is a {@code POST} with a JSON body.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 500)
final class IdempotencyFilter extends OncePerRequestFilter {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

    private final StoredReplies replies;
    private final ProblemWriter problems;

    IdempotencyFilter(StoredReplies replies, ProblemWriter problems) {
        this.replies = replies;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader(HEADER) == null
                || request.getUserPrincipal() == null
                || !request.getRequestURI().startsWith("/api/v1/")
                || request.getRequestURI().equals("/api/v1/login");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<IdempotencyKey> key;
        Optional<StoredReply> kept;
        try {
            key = keyOf(request);
            kept = key.isEmpty() ? Optional.empty() : replies.claim(key.get());
        } catch (ProblemException refusal) {
            problems.write(request, response, refusal);
            return;
        }
        if (kept.isPresent()) {
            replay(response, kept.get());
        } else if (key.isPresent()) {
            process(key.get(), request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** No value for a body that is not JSON: nothing takes one with {@code POST}, except what is a {@code PATCH} in disguise. */
    private static Optional<IdempotencyKey> keyOf(HttpServletRequest request) {
        var headers = Collections.list(request.getHeaders(HEADER));
        if (headers.size() != 1 || !FORM.matcher(headers.getFirst()).matches()) {
            throw ProblemException.invalidHeader(HEADER, "must be given once, as 1 to 255 visible ASCII characters");
        }
        return JsonBody.of(request)
                .map(body -> IdempotencyKey.of(
                        request.getUserPrincipal().getName(),
                        request.getMethod(),
                        request.getRequestURI(),
                        headers.getFirst(),
                        body));
    }

    private void process(
            IdempotencyKey key, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var held = new ContentCachingResponseWrapper(response);
        try {
            request.setAttribute(IdempotencyKey.ATTRIBUTE, key);
            chain.doFilter(request, held);
            if (held.getStatus() < 400) {
                var body = new String(held.getContentAsByteArray(), StandardCharsets.UTF_8);
                replies.keep(key, new StoredReply(held.getStatus(), held.getHeader(HttpHeaders.LOCATION), body));
            }
        } finally {
            // Before the client has the answer: it may use the key again in that instant.
            replies.release(key);
        }
        held.copyBodyToResponse();
    }

    private static void replay(HttpServletResponse response, StoredReply reply) throws IOException {
        response.setStatus(reply.status());
        response.setHeader(IdempotencyKey.REPLAYED, "true");
        if (reply.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, reply.location());
        }
        var body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
