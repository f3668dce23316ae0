package io.bundlebackup.problem.web;

import io.bundlebackup.problem.Category;
import io.bundlebackup.problem.ProblemType;

/** Maps categories to HTTP statuses, and statuses that the container chose to problem types. The only place for both. */
final class Statuses {
    private Statuses() {}

    static int of(Category category) {
        return switch (category) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case REQUEST_TIMEOUT -> 408;
            case CONFLICT -> 409;
            case GONE -> 410;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE -> 413;
            case TARGET_TOO_LONG -> 414;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case RANGE_NOT_SATISFIABLE -> 416;
            case KEY_REUSED -> 422;
            case TOO_MANY_REQUESTS -> 429;
            case HEADERS_TOO_LARGE -> 431;
            case INTERNAL -> 500;
            case APPLICATION -> 502;
            case UNAVAILABLE -> 503;
            case HTTP_VERSION -> 505;
            case NO_SPACE -> 507;
        };
    }

    static int of(ProblemType type) {
        return of(type.category());
    }

    /**
     * The type for a status that the container chose. A status without a type of its own becomes the general type of its
     * class, so the body and the status line always agree.
     */
    static ProblemType typeFor(int status) {
        return switch (status) {
            case 401 -> ProblemType.UNAUTHENTICATED;
            case 403 -> ProblemType.PERMISSION_DENIED;
            case 404 -> ProblemType.NO_SUCH_RESOURCE;
            case 405, 501 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 408 -> ProblemType.REQUEST_TIMEOUT;
            case 412 -> ProblemType.PRECONDITION_FAILED;
            case 413 -> ProblemType.TOO_LARGE;
            case 414 -> ProblemType.TARGET_TOO_LONG;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 416 -> ProblemType.RANGE_NOT_SATISFIABLE;
            case 429 -> ProblemType.TOO_MANY_REQUESTS;
            case 431 -> ProblemType.HEADERS_TOO_LARGE;
            case 503 -> ProblemType.NOT_AVAILABLE;
            case 505 -> ProblemType.HTTP_VERSION_NOT_SUPPORTED;
            case 507 -> ProblemType.NO_SPACE;
            default -> status >= 400 && status < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL_ERROR;
        };
    }

    /** A sentence for a status that the container chose, without details of the container. */
    static String sentenceFor(ProblemType type) {
        return switch (type.category()) {
            case METHOD_NOT_ALLOWED -> "This method is not allowed for this URL.";
            case NOT_FOUND -> "There is no resource at this URL.";
            case HTTP_VERSION -> "The service supports only HTTP/1.1 and HTTP/1.0.";
            case HEADERS_TOO_LARGE -> "The request line and the header fields together are too large.";
            case REQUEST_TIMEOUT -> "No bytes of the body arrived in time.";
            case TARGET_TOO_LONG -> "The URL is too long.";
            case INVALID -> "The request line, a header field or the body is not valid HTTP.";
            default -> type.title() + ".";
        };
    }
}
