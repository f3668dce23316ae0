package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemType;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Describes the errors in a JSON body, with a pointer to the member, in terms of JSON instead of Java. */
final class JsonRefusals {
    private final JsonMapper json;

    JsonRefusals(JsonMapper json) {
        this.json = json;
    }

    Problem of(HttpMessageNotReadableException exception) {
        return switch (exception.getCause()) {
            case StreamConstraintsException e -> tooMuch(e);
            case InputCoercionException e -> at(e, "has a number that is out of range");
            case StreamReadException e -> malformed(e);
            case UnrecognizedPropertyException e -> at(e, "is not a known member");
            case MismatchedInputException e -> at(e, expected(e.getTargetType()));
            case JacksonException e -> at(e, "has a value that is not allowed");
            case null -> Problem.of(ProblemType.INVALID_REQUEST, "A JSON body is required.");
            default -> Problem.of(ProblemType.INVALID_REQUEST, "The body cannot be read.");
        };
    }

    /** What a value of this Java type looks like in JSON or in a query: "must be …". */
    String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "has the wrong type";
        }
        if (type.isEnum()) {
            return "must be one of " + constants(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "must be a string";
        }
        if (isWhole(type)) {
            return "must be a whole number" + range(type);
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "must be a number";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "must be a time as in RFC 3339";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "must be an array";
        }
        boolean object = type.isRecord() || Map.class.isAssignableFrom(type);
        return object ? "must be an object" : "has the wrong type or format";
    }

    private String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> json.valueToTree(constant).asString())
                .collect(Collectors.joining(", "));
    }

    private static boolean isWhole(Class<?> type) {
        return type == int.class
                || type == long.class
                || type == short.class
                || type == Integer.class
                || type == Long.class
                || type == Short.class
                || type == BigInteger.class;
    }

    private static String range(Class<?> type) {
        return type == int.class || type == Integer.class ? " of 32 bits" : "";
    }

    private static Problem at(JacksonException exception, String detail) {
        return ValidationRefusals.of(List.of(InvalidPart.at(pointer(exception), detail)));
    }

    private static Problem malformed(StreamReadException exception) {
        String what = exception.getOriginalMessage().startsWith("Duplicate Object property")
                ? "An object in the body has the same member twice"
                : "The body is not valid JSON";
        return Problem.of(ProblemType.INVALID_REQUEST, what + position(exception) + ".");
    }

    private static Problem tooMuch(StreamConstraintsException exception) {
        String what = exception.getOriginalMessage().contains("nesting depth")
                ? "The body is nested too deeply"
                : "A name or a value in the body is too long";
        return Problem.of(ProblemType.INVALID_REQUEST, what + position(exception) + ".");
    }

    private static String position(JacksonException exception) {
        var location = exception.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String pointer(JacksonException exception) {
        return exception.getPath().stream()
                .map(step -> step.getPropertyName() == null
                        ? "/" + step.getIndex()
                        : InvalidPart.step(step.getPropertyName()))
                .collect(Collectors.joining());
    }
}
