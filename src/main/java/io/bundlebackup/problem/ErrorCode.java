package io.bundlebackup.problem;

/**
 * OpenHarmony's error numbers ({@code file.backup}, "Error codes"), as they appear in {@code code} of a problem body
 * and of an event's {@code err}. Numbers are stable; clients switch on them.
 */
public enum ErrorCode {
    PERMISSION_DENIED(201, "Permission verification failed"),
    NOT_A_SYSTEM_CALLER(202, "The caller is not a system application"),
    INVALID_PARAMETER(401, "The input parameter is invalid"),
    NOT_ALLOWED_FOR_BUNDLE(13500001, "The application does not allow backup or restore"),
    EXTENSION_NOT_STARTED(13500002, "The application's extension could not be started"),
    TIMED_OUT(13500003, "Backup or restore timed out"),
    EXTENSION_DIED(13500004, "The application's extension died"),
    NO_SUCH_BUNDLE(13500005, "There is no such application here"),
    EXTENSION_FAILED(13500007, "The application's extension reported a failure"),
    NOT_STARTED(13500011, "The task has not started"),
    NO_SUCH_TASK(13500012, "There is no such task"),
    CONFLICT(13500013, "Another live session holds the bundle"),
    NEWER_VERSION(13500014, "The data belongs to a newer version than the one installed"),
    SERVICE_UNAVAILABLE(13600001, "The service is not available"),
    NOT_PERMITTED(13900001, "Operation not permitted"),
    IO_ERROR(13900005, "I/O error"),
    OUT_OF_MEMORY(13900011, "Out of memory"),
    INVALID_ARGUMENT(13900020, "Invalid argument"),
    NO_SPACE(13900025, "No space left on device"),
    INTERNAL_ERROR(13900042, "Internal error");

    private final int number;
    private final String text;

    ErrorCode(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** A general sentence for this code. */
    public String text() {
        return text;
    }
}
