package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingPathVariableException;
import org.springframework.web.bind.MissingRequestCookieException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each exception means to the user. Sentences are our own: the messages of the framework name classes, and those of the
 * parser quote what was sent.
 */
final class Refusals {
    private static final int DEEPEST_CAUSE = 20;

    private final JsonRefusals jsonRefusals;

    Refusals(JsonMapper json) {
        this.jsonRefusals = new JsonRefusals(json);
    }

    Problem of(Throwable exception) {
        Throwable ours = cause(exception, ProblemException.class);
        if (ours instanceof ProblemException refusal) {
            return Problem.of(refusal);
        }
        if (cause(exception, OutOfMemoryError.class) != null) {
            return Problem.of(ProblemType.OUT_OF_MEMORY, "The service is short of memory. Try again later.");
        }
        Problem routed = ofRouting(exception);
        return routed != null ? routed : ofContent(exception);
    }

    /** Refusals that Spring MVC makes before it looks at parameters or the body. */
    private static @Nullable Problem ofRouting(Throwable exception) {
        return switch (exception) {
            case NoResourceFoundException e -> nothingHere();
            case NoHandlerFoundException e -> nothingHere();
            case HttpRequestMethodNotSupportedException e ->
                Problem.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        "This method is not allowed for this URL. Header Allow names those that can.",
                        e.getHeaders());
            case HttpMediaTypeNotSupportedException e ->
                Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "The request needs a body with "
                                + (e.getSupportedMediaTypes().isEmpty()
                                        ? "another Content-Type."
                                        : "Content-Type "
                                                + MediaType.toString(e.getSupportedMediaTypes())
                                                        .replace(",", " or") + "."),
                        e.getHeaders());
            case HttpMediaTypeNotAcceptableException e ->
                Problem.of(
                        ProblemType.NOT_ACCEPTABLE,
                        "None of the types in header Accept can be produced here.",
                        acceptable(e));
            case AsyncRequestTimeoutException e ->
                Problem.of(ProblemType.NOT_AVAILABLE, "The request took longer than it may. Try again.");
            case RequestRejectedException e ->
                Problem.of(
                        ProblemType.INVALID_REQUEST, "The URL or a header field has characters that are not allowed.");
            default -> null;
        };
    }

    private Problem ofContent(Throwable exception) {
        return switch (exception) {
            case HttpMessageNotReadableException e -> jsonRefusals.of(e);
            case MethodArgumentNotValidException e -> ValidationRefusals.of(e);
            case BindException e -> ValidationRefusals.of(e);
            case HandlerMethodValidationException e when !e.isForReturnValue() -> ValidationRefusals.of(e);
            case ConstraintViolationException e -> ValidationRefusals.of(e);
            case ConversionNotSupportedException e -> internal();
            case MethodArgumentTypeMismatchException e ->
                parameter(e.getName(), jsonRefusals.expected(e.getRequiredType()));
            case TypeMismatchException e ->
                parameter(
                        e.getPropertyName() == null ? "?" : e.getPropertyName(),
                        jsonRefusals.expected(e.getRequiredType()));
            case MissingServletRequestParameterException e -> parameter(e.getParameterName(), "is required");
            case MissingRequestHeaderException e -> parameter(e.getHeaderName(), "is required");
            case MissingRequestCookieException e -> parameter(e.getCookieName(), "is required");
            case MissingPathVariableException e when !e.isMissingAfterConversion() -> internal();
            case ServletRequestBindingException e ->
                Problem.of(ProblemType.INVALID_REQUEST, "A parameter or header field is missing or has a wrong value.");
            case InvalidParameterException e -> Problem.of(ProblemType.INVALID_REQUEST, "The query cannot be decoded.");
            case BadRequestException e ->
                Problem.of(ProblemType.INVALID_REQUEST, "The body is not framed as HTTP says.");
            case ErrorResponse e -> ofStatus(e.getStatusCode().value(), e.getHeaders());
            default -> internal();
        };
    }

    /** For a status that somebody else chose; the status line then says what the type says. */
    static Problem ofStatus(int status, HttpHeaders headers) {
        ProblemType type = Statuses.typeFor(status);
        return Problem.of(type, Statuses.sentenceFor(type), headers);
    }

    private static Problem nothingHere() {
        return ofStatus(404, new HttpHeaders());
    }

    private static Problem internal() {
        return Problem.of(ProblemType.INTERNAL_ERROR, "The service failed.");
    }

    private static Problem parameter(String name, String detail) {
        return ValidationRefusals.of(List.of(InvalidPart.parameter(name, detail)));
    }

    private static HttpHeaders acceptable(HttpMediaTypeNotAcceptableException exception) {
        var headers = new HttpHeaders();
        if (!exception.getSupportedMediaTypes().isEmpty()) {
            headers.setAccept(exception.getSupportedMediaTypes());
        }
        return headers;
    }

    private static @Nullable Throwable cause(Throwable exception, Class<? extends Throwable> wanted) {
        int depth = 0;
        for (Throwable t = exception; t != null && depth < DEEPEST_CAUSE; t = t.getCause(), depth++) {
            if (wanted.isInstance(t)) {
                return t;
            }
        }
        return null;
    }
}
