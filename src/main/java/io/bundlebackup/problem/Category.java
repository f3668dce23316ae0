package io.bundlebackup.problem;

/** What kind of refusal a problem is. Only {@code problem.web} knows which HTTP status each becomes. */
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
    /** The application behind the service did not do its part. */
    APPLICATION,
    INTERNAL
}
