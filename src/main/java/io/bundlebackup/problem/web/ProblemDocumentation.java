package io.bundlebackup.problem.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;

/** Adds to every operation in the OpenAPI document the problems it can answer with. */
@Component
final class ProblemDocumentation implements GlobalOperationCustomizer {
    private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503, 507);

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        var declared = Stream.of(handler.getBeanType(), handler.getMethod())
                .flatMap(
                        place -> AnnotatedElementUtils.findAllMergedAnnotations(place, ProblemResponses.class).stream())
                .toList();
        Set<ProblemType> types = problemsOfEvery(operation, handler);
        declared.forEach(problems -> types.addAll(List.of(problems.value())));
        ApiResponses responses = operation.getResponses() == null ? new ApiResponses() : operation.getResponses();
        types.stream()
                .collect(Collectors.groupingBy(Statuses::of, TreeMap::new, Collectors.toCollection(TreeSet::new)))
                .forEach((status, sameStatus) ->
                        responses.putIfAbsent(String.valueOf(status), response(status, sameStatus)));
        declared.stream()
                .flatMap(problems -> Stream.of(problems.headers()))
                .forEach(header -> Stream.of(header.on())
                        .map(type -> responses.get(String.valueOf(Statuses.of(type))))
                        .forEach(response ->
                                response.addHeaderObject(header.name(), header(header.type(), header.description()))));
        operation.setResponses(responses);
        return operation;
    }

    /** The problems that follow from the form of an operation. */
    private static Set<ProblemType> problemsOfEvery(Operation operation, HandlerMethod handler) {
        Set<ProblemType> types = EnumSet.of(ProblemType.INTERNAL_ERROR, ProblemType.INVALID_REQUEST);
        // An operation without any security requirement is open to all.
        if (operation.getSecurity() == null || !operation.getSecurity().isEmpty()) {
            types.addAll(List.of(
                    ProblemType.UNAUTHENTICATED,
                    ProblemType.PERMISSION_DENIED,
                    ProblemType.NOT_A_SYSTEM_CALLER,
                    ProblemType.TOO_MANY_REQUESTS));
        }
        var body = operation.getRequestBody();
        if (body != null) {
            types.add(ProblemType.UNSUPPORTED_MEDIA_TYPE);
            if (body.getContent().containsKey(APPLICATION_JSON_VALUE)) {
                types.add(ProblemType.TOO_LARGE);
            }
        }
        var mapping = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequestMapping.class);
        if (mapping != null && List.of(mapping.method()).contains(RequestMethod.POST)) {
            types.addAll(List.of(ProblemType.KEY_IN_FLIGHT, ProblemType.KEY_REUSED));
        }
        return types;
    }

    private static ApiResponse response(int status, SortedSet<ProblemType> types) {
        String description = types.stream()
                .map(type -> "`" + type.slug() + "` (" + type.code().number() + "): " + type.title() + ".")
                .distinct()
                .collect(Collectors.joining("\n\n"));
        var response = new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                APPLICATION_PROBLEM_JSON_VALUE,
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
