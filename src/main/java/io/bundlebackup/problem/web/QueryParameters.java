package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses query parameters that an operation does not have, as unknown members of a body are refused: a mistyped {@code limt} would
 * be ignored otherwise. Covers the API. Not covered are pages and their resources, where browsers and caches add parameters, and
 * {@code /actuator}, whose parameters are those of Spring Boot.
 *
 * <p>Thread-safe.
 */
@Component
public final class QueryParameters implements WebMvcConfigurer, HandlerInterceptor {
    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // Others than these are answers of Spring MVC: to OPTIONS, and to paths that do not exist.
        if (handler instanceof HandlerMethod operation
                && operation.getBeanType().getPackageName().startsWith("io.bundlebackup")) {
            requireKnown(request, known.computeIfAbsent(operation.getMethod(), method -> known(operation)));
        }
        return true;
    }

    /** @throws ProblemException {@code invalid-request} if the query has another parameter, or cannot be decoded */
    public static void requireKnown(HttpServletRequest request, Set<String> known) {
        Set<String> sent;
        try {
            sent = request.getParameterMap().keySet();
        } catch (IllegalStateException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The query cannot be decoded.", e);
        }
        for (String name : sent) {
            if (!known.contains(name)) {
                throw ProblemException.invalidParameter(name, "is unknown to this operation");
            }
        }
    }

    private static Set<String> known(HandlerMethod operation) {
        var parameters = Stream.of(operation.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(QueryParameters::name);
        var documented =
                AnnotatedElementUtils.findMergedRepeatableAnnotations(operation.getMethod(), Parameter.class).stream()
                        .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                        .map(Parameter::name);
        return Stream.concat(parameters, documented).collect(Collectors.toUnmodifiableSet());
    }

    private static String name(MethodParameter parameter) {
        var name = Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class))
                .name();
        return name.isEmpty() ? Objects.requireNonNullElse(parameter.getParameterName(), "") : name;
    }
}
