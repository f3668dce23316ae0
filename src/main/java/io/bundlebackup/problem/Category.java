package io.bundlebackup.problem;

/** The kind of a problem. Only {@code problem.web} knows the HTTP status of each category. */
public enum Category {
    UNAUTHENTICATED,
    FORBIDDEN,
    INVALID,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    REQUEST_TIMEOUT,
    CONFLICT,
    GONE,
    PRECONDITION_FAILED,
    TOO_LARGE,
    TARGET_TOO_LONG,
    UNSUPPORTED_MEDIA_TYPE,
    RANGE_NOT_SATISFIABLE,
    KEY_REUSED,
    HEADERS_TOO_LARGE,
    TOO_MANY_REQUESTS,
    UNAVAILABLE,
    HTTP_VERSION,
    NO_SPACE,
    /** The application's command failed. */
    APPLICATION,
    INTERNAL
}
