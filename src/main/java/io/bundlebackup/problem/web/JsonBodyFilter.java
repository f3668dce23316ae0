package io.bundlebackup.problem.web;

import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON bodies whole, at most {@code backup.limits.json-size} each and {@link Capacity#jsonBytes} at once, and refuses what is not
 * UTF-8. It runs after the
 * security filters, so only requests with a token make the service hold a body.
 *
 * <p>Only bodies with a JSON type are read, and bodies of {@code POST} and {@code DELETE} without a type. A {@code PUT} or
 * {@code PATCH} without a type is an upload ({@code curl -T} sends none): buffering would break files larger than the limit. The
 * same holds for uploads that are JSON themselves ({@code manage.json}), whatever their type.
 */
@Component
@Order(JsonBody.FILTER_ORDER)
final class JsonBodyFilter extends OncePerRequestFilter {
    private static final Pattern UPLOAD =
            Pattern.compile("/api/v1/sessions/[^/]+/(?:bundles/[^/]+/uploads|manifests)/.+");

    private final JsonBodyReader reader;
    private final ProblemWriter problems;

    JsonBodyFilter(JsonLimits limits, Capacity capacity, JsonMapper json) {
        this.reader = new JsonBodyReader((int) limits.jsonSize().toBytes(), capacity.jsonBytes());
        this.problems = new ProblemWriter(json);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        if (!request.getRequestURI().startsWith("/api/v1/")) {
            return true;
        }
        String type = request.getContentType();
        return switch (request.getMethod()) {
            case "POST", "DELETE" -> type != null && !isJson(type);
            case "PUT", "PATCH" ->
                type == null
                        || !isJson(type)
                        || UPLOAD.matcher(request.getRequestURI()).matches();
            default -> true;
        };
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var body = readOrAnswer(request, response);
        if (body != null) {
            try (body) {
                chain.doFilter(new JsonBody(request, body.bytes()), response);
            }
        }
    }

    private JsonBodyReader.@Nullable Held readOrAnswer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ClientTimeouts.awaitBody(request);
        try {
            return reader.read(request, bytes -> requireUtf8(request.getContentType(), bytes));
        } catch (ProblemException refusal) {
            problems.write(request, response, refusal);
        } catch (ClientAbortException gone) {
            // The client is gone or too slow: Tomcat has set the status.
            logger.debug("The body ended early", gone);
        } catch (BadRequestException malformed) {
            // Tomcat has set the status; its error page, which is ours, writes the body.
            logger.debug("The framing of the body is invalid", malformed);
        }
        return null;
    }

    /** JSON must be UTF-8: the parser would otherwise guess UTF-16 from zero bytes, which UTF-8 JSON never has. */
    private static void requireUtf8(@Nullable String contentType, byte[] body) {
        if (contentType != null) {
            var charset = MediaType.parseMediaType(contentType).getCharset();
            if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
                throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "JSON must be sent as UTF-8.");
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The body is not valid UTF-8.", e);
        }
        for (byte b : body) {
            if (b == 0) {
                throw new ProblemException(ProblemType.INVALID_REQUEST, "The body is not valid UTF-8 JSON.");
            }
        }
    }

    private static boolean isJson(String contentType) {
        try {
            String subtype = MediaType.parseMediaType(contentType).getSubtype().toLowerCase(Locale.ROOT);
            return subtype.equals("json") || subtype.endsWith("+json");
        } catch (InvalidMediaTypeException e) {
            return false; // Spring MVC answers 415
        }
    }
}
