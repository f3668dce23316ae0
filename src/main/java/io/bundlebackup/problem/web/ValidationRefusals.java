package io.bundlebackup.problem.web;

import jakarta.validation.ConstraintViolationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.validation.BindException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/** Violated constraints: each with a pointer into the body, or with the name of the parameter or header. */
final class ValidationRefusals {
    private static final int MOST_ERRORS = 100;

    private ValidationRefusals() {}

    static Problem of(MethodArgumentNotValidException exception) {
        boolean body = exception.getParameter().hasParameterAnnotation(RequestBody.class);
        return of(parts(exception.getBindingResult(), body, ""));
    }

    static Problem of(BindException exception) {
        return of(parts(exception.getBindingResult(), false, ""));
    }

    static Problem of(HandlerMethodValidationException exception) {
        List<InvalidPart> parts = new ArrayList<>();
        for (ParameterValidationResult result : exception.getParameterValidationResults()) {
            boolean body = result.getMethodParameter().hasParameterAnnotation(RequestBody.class);
            String prefix = result.getContainerIndex() == null ? "" : "/" + result.getContainerIndex();
            if (result instanceof ParameterErrors errors) {
                parts.addAll(parts(errors, body, prefix));
            } else {
                for (MessageSourceResolvable error : result.getResolvableErrors()) {
                    String detail = sentence(error.getDefaultMessage());
                    parts.add(
                            body
                                    ? InvalidPart.at(prefix, detail)
                                    : InvalidPart.parameter(name(result.getMethodParameter()), detail));
                }
            }
        }
        for (MessageSourceResolvable error : exception.getCrossParameterValidationResults()) {
            parts.add(InvalidPart.whole(sentence(error.getDefaultMessage())));
        }
        return of(parts);
    }

    static Problem of(ConstraintViolationException exception) {
        return of(exception.getConstraintViolations().stream()
                .map(violation -> {
                    String path = violation.getPropertyPath().toString();
                    return InvalidPart.parameter(
                            path.substring(path.lastIndexOf('.') + 1), sentence(violation.getMessage()));
                })
                .toList());
    }

    static Problem of(List<InvalidPart> found) {
        List<InvalidPart> parts = found.stream()
                .sorted(Comparator.comparing(InvalidPart::clause))
                .limit(MOST_ERRORS)
                .toList();
        if (parts.isEmpty()) {
            return Problem.invalid("The request is invalid.", List.of());
        }
        String more = found.size() == 1 ? "" : ", and " + (found.size() - 1) + " more";
        return Problem.invalid(parts.getFirst().clause() + more + ".", parts);
    }

    private static List<InvalidPart> parts(Errors errors, boolean body, String prefix) {
        List<InvalidPart> parts = new ArrayList<>();
        for (ObjectError error : errors.getAllErrors()) {
            boolean unbound = error instanceof FieldError field && field.isBindingFailure();
            String detail = unbound ? "has the wrong type or format" : sentence(error.getDefaultMessage());
            String path = error instanceof FieldError field ? field.getField() : "";
            if (body) {
                parts.add(InvalidPart.at(prefix + pointer(path), detail));
            } else {
                parts.add(path.isEmpty() ? InvalidPart.whole(detail) : InvalidPart.parameter(path, detail));
            }
        }
        return parts;
    }

    /** From {@code bundles[0].bundleName} or {@code limits[a.b].size} to {@code /bundles/0/bundleName}. */
    static String pointer(String path) {
        var pointer = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            if (path.charAt(at) == '[') {
                int end = path.indexOf(']', at);
                end = end < 0 ? path.length() : end;
                pointer.append(InvalidPart.step(path.substring(at + 1, end)));
                at = end + 1;
            } else if (path.charAt(at) == '.') {
                at++;
            } else {
                int end = at;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                pointer.append(InvalidPart.step(path.substring(at, end)));
                at = end;
            }
        }
        return pointer.toString();
    }

    private static String name(MethodParameter parameter) {
        RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        PathVariable path = parameter.getParameterAnnotation(PathVariable.class);
        String declared = "";
        if (query != null) {
            declared = query.name();
        } else if (header != null) {
            declared = header.name();
        } else if (path != null) {
            declared = path.name();
        }
        String name = declared.isEmpty() ? parameter.getParameterName() : declared;
        return name == null ? "?" : name;
    }

    private static String sentence(@Nullable String message) {
        return message == null || message.isBlank() ? "is invalid" : message;
    }
}
