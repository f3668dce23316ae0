package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemType;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Adds to every operation in the OpenAPI document the problems it can answer with. */
@Component
final class ProblemDocumentation implements GlobalOperationCustomizer {
    private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503, 507);

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        ApiResponses responses = operation.getResponses() == null ? new ApiResponses() : operation.getResponses();
        var byStatus = new TreeMap<Integer, Set<ProblemType>>();
        for (ProblemType type : problemsOf(operation, handler)) {
            byStatus.computeIfAbsent(Statuses.of(type), status -> EnumSet.noneOf(ProblemType.class))
                    .add(type);
        }
        byStatus.forEach((status, types) -> responses.putIfAbsent(String.valueOf(status), response(status, types)));
        operation.setResponses(responses);
        tell(handler.getMethodAnnotation(ProblemResponses.class), responses);
        return operation;
    }

    private static void tell(@Nullable ProblemResponses declared, ApiResponses responses) {
        if (declared == null) {
            return;
        }
        for (var told : declared.told()) {
            Stream.of(told.with())
                    .map(type -> responses.get(String.valueOf(Statuses.of(type))))
                    .distinct()
                    .forEach(response ->
                            response.addHeaderObject(told.header(), header(told.type(), told.description())));
        }
    }

    private static Set<ProblemType> problemsOf(Operation operation, HandlerMethod handler) {
        Set<ProblemType> types = EnumSet.of(ProblemType.INTERNAL_ERROR);
        // An operation without any security requirement is open to all.
        if (operation.getSecurity() == null || !operation.getSecurity().isEmpty()) {
            types.addAll(List.of(
                    ProblemType.UNAUTHENTICATED, ProblemType.PERMISSION_DENIED, ProblemType.NOT_A_SYSTEM_CALLER));
        }
        boolean parameters =
                operation.getParameters() != null && !operation.getParameters().isEmpty();
        if (parameters || operation.getRequestBody() != null) {
            types.add(ProblemType.INVALID_REQUEST);
        }
        ProblemResponses onType =
                AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), ProblemResponses.class);
        ProblemResponses onMethod = handler.getMethodAnnotation(ProblemResponses.class);
        if (onType != null) {
            types.addAll(List.of(onType.value()));
        }
        if (onMethod != null) {
            types.addAll(List.of(onMethod.value()));
        }
        return types;
    }

    private static ApiResponse response(int status, Set<ProblemType> types) {
        String description = types.stream()
                .map(type -> "`" + type.slug() + "` (" + type.code().number() + "): " + type.title() + ".")
                .distinct()
                .collect(Collectors.joining("\n\n"));
        var response = new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
        if (status == 401) {
            response.addHeaderObject("WWW-Authenticate", text("How to authenticate"));
        }
        if (WITH_RETRY_AFTER.contains(status)) {
            response.addHeaderObject("Retry-After", text("Seconds to wait before the next try"));
        }
        return response;
    }

    private static Header text(String description) {
        return header("string", description);
    }

    private static Header header(String type, String description) {
        return new Header()
                .description(description)
                .schema(new Schema<>().type(type).types(Set.of(type)));
    }
}
