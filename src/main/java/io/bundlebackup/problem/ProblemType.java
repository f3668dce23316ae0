package io.bundlebackup.problem;

import java.util.Locale;

/** The problems that a request can be answered with: the last segment of {@code type}, OpenHarmony's code, the category, the title. */
public enum ProblemType {
    UNAUTHENTICATED(ErrorCode.PERMISSION_DENIED, Category.UNAUTHENTICATED, "Credentials are missing or wrong"),
    PERMISSION_DENIED(ErrorCode.PERMISSION_DENIED, Category.FORBIDDEN, "The caller may not back up or restore"),
    NOT_A_SYSTEM_CALLER(ErrorCode.NOT_A_SYSTEM_CALLER, Category.FORBIDDEN, "The caller is not a system caller"),

    INVALID_REQUEST(ErrorCode.INVALID_PARAMETER, Category.INVALID, "The request is malformed"),
    INVALID_ARGUMENT(ErrorCode.INVALID_ARGUMENT, Category.INVALID, "Invalid argument"),
    INVALID_SCHEDULE(ErrorCode.INVALID_ARGUMENT, Category.INVALID, "The schedule is invalid"),
    INVALID_MANIFEST(ErrorCode.INVALID_ARGUMENT, Category.INVALID, "The manifest is invalid"),
    DIGEST_MISMATCH(
            ErrorCode.INVALID_ARGUMENT, Category.INVALID, "The content does not match the digest that was sent"),

    NO_SUCH_RESOURCE(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no resource at this URL"),
    NO_SUCH_SESSION(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such session"),
    NO_SUCH_BUNDLE(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such bundle"),
    NO_SUCH_FILE(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such file"),
    NO_SUCH_VAULT(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such vault"),
    NO_SUCH_SNAPSHOT(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such snapshot"),
    NO_SUCH_PATH(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such path in the snapshot"),
    NO_SUCH_RUN(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such run"),
    NO_SUCH_SCHEDULE(ErrorCode.INVALID_ARGUMENT, Category.NOT_FOUND, "There is no such schedule"),
    FILE_CLOSED(ErrorCode.INVALID_ARGUMENT, Category.GONE, "The file is closed"),
    CURSOR_EXPIRED(ErrorCode.INVALID_ARGUMENT, Category.GONE, "The events after the cursor are not kept"),
    METHOD_NOT_ALLOWED(ErrorCode.INVALID_ARGUMENT, Category.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    NOT_ACCEPTABLE(ErrorCode.INVALID_ARGUMENT, Category.NOT_ACCEPTABLE, "No acceptable representation"),
    REQUEST_TIMEOUT(ErrorCode.INVALID_ARGUMENT, Category.REQUEST_TIMEOUT, "The body did not arrive in time"),
    PRECONDITION_FAILED(ErrorCode.INVALID_ARGUMENT, Category.PRECONDITION_FAILED, "A precondition failed"),
    TOO_LARGE(ErrorCode.INVALID_ARGUMENT, Category.TOO_LARGE, "The content is too large"),
    TARGET_TOO_LONG(ErrorCode.INVALID_ARGUMENT, Category.TARGET_TOO_LONG, "The URL is too long"),
    UNSUPPORTED_MEDIA_TYPE(
            ErrorCode.INVALID_ARGUMENT, Category.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported here"),
    RANGE_NOT_SATISFIABLE(
            ErrorCode.INVALID_ARGUMENT, Category.RANGE_NOT_SATISFIABLE, "The range lies outside the file"),
    KEY_REUSED(ErrorCode.INVALID_ARGUMENT, Category.KEY_REUSED, "The idempotency key was used for another request"),
    HEADERS_TOO_LARGE(ErrorCode.INVALID_ARGUMENT, Category.HEADERS_TOO_LARGE, "The header fields are too large"),
    HTTP_VERSION_NOT_SUPPORTED(
            ErrorCode.INVALID_ARGUMENT, Category.HTTP_VERSION, "The version of HTTP is not supported"),

    ALREADY_APPENDED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "Bundles were already appended"),
    WRONG_SESSION_TYPE(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The session is of another type"),
    SESSION_ENDED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The session has ended"),
    BUNDLE_NOT_RUNNING(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The bundle is not running"),
    RECEIPT_MISMATCH(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The receipt does not match the file"),
    FILE_CHANGED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The file has changed"),
    SCAN_RUNNING(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "A size scan of the session is running"),
    KEY_IN_FLIGHT(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "A request with this idempotency key is in progress"),
    UPLOAD_INCOMPLETE(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "Uploads are missing or incomplete"),
    OFFSET_MISMATCH(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The upload is at another offset"),
    NO_SUCH_GENERATION(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The generation is not kept"),
    PUBLISHED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The bundle is published"),
    FROM_SNAPSHOT(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The bundle is restored from a snapshot"),
    SNAPSHOT_PINNED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The snapshot is pinned"),
    LAST_GOOD_SNAPSHOT(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The snapshot is the newest complete one"),
    DECLARED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The schedule is declared in the configuration"),
    RUN_ENDED(ErrorCode.NOT_PERMITTED, Category.CONFLICT, "The run has ended"),
    BUNDLE_HELD(ErrorCode.CONFLICT, Category.CONFLICT, "Another live session holds the bundle"),
    NOT_STARTED(ErrorCode.NOT_STARTED, Category.CONFLICT, "The bundle has not started"),
    NO_SUCH_TASK(ErrorCode.NO_SUCH_TASK, Category.CONFLICT, "There is nothing to cancel"),
    NO_SUCH_TASK_HERE(ErrorCode.NO_SUCH_TASK, Category.NOT_FOUND, "The bundle is not in this session"),

    TOO_MANY_REQUESTS(ErrorCode.OUT_OF_MEMORY, Category.TOO_MANY_REQUESTS, "Too many requests"),
    TOO_MANY_SESSIONS(ErrorCode.OUT_OF_MEMORY, Category.TOO_MANY_REQUESTS, "Too many sessions"),
    OUT_OF_MEMORY(ErrorCode.OUT_OF_MEMORY, Category.UNAVAILABLE, "The service is short of memory"),
    NO_SPACE(ErrorCode.NO_SPACE, Category.NO_SPACE, "No space is left"),
    NOT_AVAILABLE(ErrorCode.SERVICE_UNAVAILABLE, Category.UNAVAILABLE, "The service is starting or stopping"),
    ISSUER_UNAVAILABLE(
            ErrorCode.SERVICE_UNAVAILABLE, Category.UNAVAILABLE, "The issuer of tokens does not answer as it should"),
    VAULT_UNAVAILABLE(ErrorCode.SERVICE_UNAVAILABLE, Category.UNAVAILABLE, "The vault cannot be used now"),
    VAULT_DAMAGED(ErrorCode.IO_ERROR, Category.INTERNAL, "The vault is damaged"),
    EXTENSION_NOT_STARTED(
            ErrorCode.EXTENSION_NOT_STARTED, Category.APPLICATION, "The application's extension could not be started"),
    EXTENSION_TIMED_OUT(ErrorCode.TIMED_OUT, Category.APPLICATION, "The application's extension took too long"),
    EXTENSION_DIED(ErrorCode.EXTENSION_DIED, Category.APPLICATION, "The application's extension died"),
    EXTENSION_FAILED(
            ErrorCode.EXTENSION_FAILED, Category.APPLICATION, "The application's extension reported a failure"),
    IO_ERROR(ErrorCode.IO_ERROR, Category.INTERNAL, "Reading or writing failed"),
    INTERNAL_ERROR(ErrorCode.INTERNAL_ERROR, Category.INTERNAL, "The service failed");

    private final ErrorCode code;
    private final Category category;
    private final String title;

    ProblemType(ErrorCode code, Category category, String title) {
        this.code = code;
        this.category = category;
        this.title = title;
    }

    public ErrorCode code() {
        return code;
    }

    public Category category() {
        return category;
    }

    public String title() {
        return title;
    }

    /** The last segment of the problem's {@code type}, such as {@code no-such-session}. */
    public String slug() {
        return this == NO_SUCH_TASK_HERE
                ? NO_SUCH_TASK.slug()
                : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
