package io.bundlebackup.audit.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Logins;
import io.bundlebackup.audit.AuditEntry;
import io.bundlebackup.problem.Category;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemWriter;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** Which requests the audit log has entries of, and what the entries say. Thread-safe. */
@Component
final class AuditedRequests {
    private static final String API = "/api/";
    private static final Set<Category> REFUSED = EnumSet.of(Category.UNAUTHENTICATED, Category.FORBIDDEN);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** What paths name, beside the files of a bundle, which are too many. */
    private static final Set<String> NAMED =
            Set.of("sessionId", "bundleName", "vault", "snapshotId", "runId", "name", "id");

    private final RequestMappingHandlerMapping operations;
    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    AuditedRequests(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping operations) {
        this.operations = operations;
    }

    /** All that change something, all that are refused for their caller, and those that are answered with content: files, manifests, events as they come. */
    boolean isAudited(HttpServletRequest request, HttpServletResponse response) {
        return REFUSED.contains(category(request))
                || request.getRequestURI().startsWith(API)
                        && (!SAFE.contains(request.getMethod()) || isContent(response));
    }

    /** Requests of which a client may send many a second: transfers of files, and refused requests. */
    boolean isRepeated(HttpServletRequest request) {
        return REFUSED.contains(category(request))
                || category(request) == Category.TOO_MANY_REQUESTS
                || SAFE.contains(request.getMethod())
                || variables(request).containsKey("uri");
    }

    /** Of the problem that the request was answered with; INTERNAL stands for no problem, too. */
    private static Category category(HttpServletRequest request) {
        return request.getAttribute(ProblemWriter.ANSWERED) instanceof ProblemType problem
                ? problem.category()
                : Category.INTERNAL;
    }

    private static boolean isContent(HttpServletResponse response) {
        var type = response.getContentType();
        return response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS.value()
                || type != null && !type.startsWith("application/json") && !type.startsWith("application/problem");
    }

    AuditEntry entry(HttpServletRequest request, HttpServletResponse response, Instant at) {
        var caller = caller(request);
        var entry = AuditEntry.of(at, operation(request))
                .with("caller", caller.map(Caller::name).orElse(null))
                .with("address", request.getRemoteAddr());
        for (var name : named(request).entrySet()) {
            entry = entry.with(name.getKey().equals("name") ? "schedule" : name.getKey(), name.getValue());
        }
        if (entry.operation().equals("createSession")) {
            entry = entry.with("sessionId", created(response));
        }
        var problem = request.getAttribute(ProblemWriter.ANSWERED);
        return entry.with("path", isOfSnapshot(request) ? request.getParameter("path") : null)
                .with("status", response.getStatus())
                .with("problem", problem instanceof ProblemType type ? type.slug() : null)
                .with("code", problem instanceof ProblemType type ? type.code().number() : null)
                .with("requestBytes", positive(request.getContentLengthLong()))
                .with("answerBytes", length(response));
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        var authentication = contexts.loadDeferredContext(request).get().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return Optional.of(caller);
        }
        // A caller who has just signed in.
        return request.getAttribute(Logins.REQUEST_ATTRIBUTE) instanceof Logins.Login login
                ? Optional.of(login.caller())
                : Optional.empty();
    }

    /** The operationId; a request that was refused before its operation was looked for is looked up here. */
    private String operation(HttpServletRequest request) {
        var handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        if (handler == null) {
            handler = find(request);
        }
        if (!(handler instanceof HandlerMethod method)) {
            return handler == null ? "unknown" : "openWebSocket";
        }
        var operation = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Operation.class);
        return operation == null ? "unknown" : operation.operationId();
    }

    private @Nullable Object find(HttpServletRequest request) {
        var parsed = ServletRequestPathUtils.hasParsedRequestPath(request);
        try {
            if (!parsed) {
                ServletRequestPathUtils.parseAndCache(request);
            }
            var found = operations.getHandler(request);
            return found == null ? null : found.getHandler();
        } catch (Exception e) {
            // Another method, or another type of content, than those of the operation.
            return null;
        } finally {
            if (!parsed) {
                ServletRequestPathUtils.clearParsedRequestPath(request);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> variables(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? (Map<String, String>) variables
                : Map.of();
    }

    private static Map<String, String> named(HttpServletRequest request) {
        var named = new LinkedHashMap<>(variables(request));
        named.keySet().retainAll(NAMED);
        return named;
    }

    private static boolean isOfSnapshot(HttpServletRequest request) {
        return variables(request).containsKey("snapshotId");
    }

    private static @Nullable String created(HttpServletResponse response) {
        var location = response.getHeader(HttpHeaders.LOCATION);
        return location == null ? null : location.substring(location.lastIndexOf('/') + 1);
    }

    private static @Nullable Long length(HttpServletResponse response) {
        var length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? null : Long.valueOf(length);
    }

    private static @Nullable Long positive(long length) {
        return length > 0 ? length : null;
    }
}
