package io.bundlebackup.problem.web;

import io.bundlebackup.problem.Category;
import io.bundlebackup.problem.ProblemCounts;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a problem as the whole answer to a request: for filters and others that stand outside Spring MVC, where throwing a
 * {@link ProblemException} would only reach the container. Handlers throw; they need no writer.
 *
 * <p>Whatever was buffered for the answer is dropped, and with it the headers that described it ({@code ETag}, {@code
 * Content-Length}, {@code Content-Disposition}, …). Other headers that were set before stay: {@code Content-Range}, {@code
 * Upload-Offset}, CORS. An answer that is already on its way cannot be replaced: ask {@link HttpServletResponse#isCommitted()}.
 *
 * <p>Thread-safe.
 */
@Component
public final class ProblemWriter {
    /** The {@link ProblemType} that a request was answered with, as an attribute of the request; absent without a problem. */
    public static final String ANSWERED = ProblemWriter.class.getName() + ".answered";

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final int LONGEST_INSTANCE = 2_048;
    private static final List<String> OF_THE_FAILED_ANSWER = List.of(
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.CONTENT_DISPOSITION,
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED,
            HttpHeaders.CACHE_CONTROL,
            "Repr-Digest",
            "Content-Digest");

    private final JsonMapper json;

    public ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    /** Answers with a problem of this type; {@code detail} is one sentence for the user. */
    public void write(HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
            throws IOException {
        write(request, response, Problem.of(type, detail));
    }

    /** Answers with what the exception says, its own members included. */
    public void write(HttpServletRequest request, HttpServletResponse response, ProblemException exception)
            throws IOException {
        write(request, response, Problem.of(exception));
    }

    void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        request.setAttribute(ANSWERED, problem.type());
        response.resetBuffer();
        for (String name : OF_THE_FAILED_ANSWER) {
            response.setHeader(name, null);
        }
        problem.headers().forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        String retryAfter = retryAfter(problem.type().category());
        if (retryAfter != null && !response.containsHeader(HttpHeaders.RETRY_AFTER)) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setStatus(problem.status());
        response.setContentType(MEDIA_TYPE);
        if (request.getMethod() != null && request.getMethod().equals("HEAD")) {
            ProblemCounts.count(problem.type());
            response.flushBuffer();
            return;
        }
        byte[] body = bodyOf(problem, request.getRequestURI());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The body alone, for the container's own refusals. {@code path} is the request's path as it was sent, if known. */
    byte[] bodyOf(Problem problem, @Nullable String path) {
        ProblemCounts.count(problem.type());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + problem.type().slug());
        body.put("title", problem.type().title());
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        // "//host" would be a reference to another host, not a path.
        if (path != null && path.startsWith("/") && !path.startsWith("//") && path.length() <= LONGEST_INSTANCE) {
            body.put("instance", path);
        }
        body.put("code", problem.type().code().number());
        problem.members().forEach(body::putIfAbsent);
        return json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    }

    /** Seconds after which asking again makes sense: soon where work drains by itself, later where somebody must make room. */
    private static @Nullable String retryAfter(Category category) {
        return switch (category) {
            case TOO_MANY_REQUESTS, UNAVAILABLE -> "5";
            case NO_SPACE -> "60";
            default -> null;
        };
    }
}
